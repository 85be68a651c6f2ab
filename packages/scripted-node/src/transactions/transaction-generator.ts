import type { Address } from '@org/events'
import type { Random } from '../random.ts'
import { createCallMaker } from './calldata.ts'
import type { Authorization, TransactionFields, TransactionType } from './transaction-fields.ts'
import type { TransactionContent, TransactionMix } from './transaction-mix.ts'

/** Some fields of a transaction; the generator decides the others. */
export type TransactionRequest = Partial<TransactionFields>

/** An endless, seeded supply of transactions. */
export interface TransactionGenerator {
  next(request?: TransactionRequest): TransactionFields
  /** The nonce the account has on the chain, before anything of this generator is mined. */
  baseNonceOf(address: Address): number
}

interface Sender {
  readonly address: Address
  nonce: number
}

const GWEI = 10n ** 9n
const ROUTER = `0x${'22'.repeat(20)}` as Address // 20 bytes in hex
const LARGEST_BASE_NONCE = 500
const CONTRACTS = 300

/**
 * Draws content and type independently, but for what cannot be: blob and set-code transactions create no contract.
 * Nonces of an account follow each other without a gap, in the order of the draws.
 */
export function createTransactionGenerator(
  random: Random,
  mix: TransactionMix,
  chainId: number,
): TransactionGenerator {
  const senders: Sender[] = []
  const baseNonces = new Map<string, number>()
  const address = (): Address => `0x${random.hex(20)}` as Address // 20 bytes in hex
  for (let i = 0; i < mix.senders; i++) {
    const sender = { address: address(), nonce: random.integer(0, LARGEST_BASE_NONCE) }
    senders.push(sender)
    baseNonces.set(sender.address, sender.nonce)
  }
  const contracts = Array.from({ length: CONTRACTS }, address)
  const callOf = createCallMaker(random)
  const { legacy, accessList, dynamicFee, blob, setCode } = mix.types
  const drawType = weighted<TransactionType>(random, [
    [2, dynamicFee],
    [0, legacy],
    [1, accessList],
    [3, blob],
    [4, setCode],
  ])
  const contents = Object.entries(mix.contents) as [TransactionContent, number][] // the keys of the record
  const drawContent = weighted(random, contents)

  /** r or s: 32 bytes below half of the order of the curve, without leading zeros. */
  const signatureWord = (hex: string, from: number): string => {
    const first = (Number.parseInt(hex.slice(from, from + 1), 16) % 7) + 1
    return `0x${first}${hex.slice(from + 1, from + 64)}`
  }
  const authorization = (): Authorization => {
    const signature = random.hex(64)
    return {
      chainId,
      address: random.pick(contracts),
      nonce: random.integer(0, 20),
      yParity: random.share() < 0.5 ? 0 : 1,
      r: signatureWord(signature, 0),
      s: signatureWord(signature, 64),
    }
  }
  const recipient = (content: TransactionContent): Address | null => {
    if (content === 'create') return null
    if (content === 'transfer') return address()
    return content === 'swap' ? ROUTER : random.pick(contracts)
  }
  const lists = (type: TransactionType): Pick<TransactionFields, 'accessList' | 'blobHashes'> => ({
    accessList:
      type === 1 || (type === 2 && random.share() < 0.05)
        ? [{ address: random.pick(contracts), storageKeys: [`0x${random.hex(32)}`, `0x${random.hex(32)}`] }]
        : [],
    blobHashes:
      type === 3 ? Array.from({ length: random.integer(1, 6) }, () => `0x01${random.hex(32).slice(2)}`) : [],
  })

  return {
    baseNonceOf: (account) => baseNonces.get(account) ?? 0,
    next(request = {}) {
      const type = request.type ?? drawType()
      const drawn = drawContent()
      const content = type >= 3 && drawn === 'create' ? 'call' : drawn
      const call = callOf(content)
      const sender = drawSender()
      const signature = random.hex(64)
      const maxFeeWei = BigInt(random.integer(1000, 100_000)) * (GWEI / 1000n)
      const tip = BigInt(random.integer(10, 3000)) * (GWEI / 1000n)
      const fields: TransactionFields = {
        type,
        chainId,
        from: sender.address,
        nonce: sender.nonce,
        to: recipient(content),
        valueWei: call.valueWei,
        gas: call.gas,
        maxFeeWei,
        maxTipWei: tip < maxFeeWei ? tip : maxFeeWei,
        input: call.input,
        accessList: NOTHING,
        maxBlobFeeWei: type === 3 ? GWEI : 0n,
        blobHashes: NOTHING,
        authorizations: type === 4 ? [authorization()] : NOTHING,
        yParity: random.share() < 0.5 ? 0 : 1,
        r: signatureWord(signature, 0),
        s: signatureWord(signature, 64),
        ...(type === 0 ? undefined : lists(type)),
        ...request,
      }
      // A nonce that is asked for by name is the caller's business; an own account goes on from the next one.
      if (request.from === undefined && request.nonce === undefined) sender.nonce++
      return fields
    },
  }

  function drawSender(): Sender {
    if (senders.length === 0 || random.share() < mix.newSenderShare) return { address: address(), nonce: 0 }
    return random.pick(senders)
  }
}

const NOTHING: readonly never[] = []

/** Draws by relative weights. */
function weighted<T>(random: Random, weights: readonly (readonly [T, number])[]): () => T {
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0)
  return () => {
    let left = random.share() * total
    for (const [value, weight] of weights) {
      left -= weight
      if (left < 0) return value
    }
    throw new Error('the weights of a mix add up to nothing')
  }
}
