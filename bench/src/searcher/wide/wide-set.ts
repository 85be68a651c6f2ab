import { createDevnet, createPrng, type DevnetInfo, deriveTraders, protocolsFile } from '@org/devnet'
import { type Address, erc20Abi, getContractAddress, type Hash, parseGwei } from 'viem'
import { readTransaction } from '../read-transaction.ts'
import { TOPICS } from '../truth/known-events.ts'
import { labelFromReceipt } from '../truth/label-from-receipt.ts'
import { readReceipt } from '../truth/read-receipt.ts'
import { headerLine, rowLine } from '../write-labelled-set.ts'
import { liquiditySteps, swapSteps } from './exchange-steps.ts'
import type { Step, StepContext } from './step.ts'
import { accountSteps, nftSteps, tokenSteps } from './token-steps.ts'

const STEPS: readonly Step[] = [...tokenSteps, ...nftSteps, ...liquiditySteps, ...swapSteps, ...accountSteps]
/** Nothing is mined but what is asked for. */
const NEVER_SECONDS = 1_000_000
const GAS = 4_000_000n

/**
 * Executes transactions of many kinds on the devnet, one a block, `rounds` times from another account each, and labels
 * them by their receipts. The same seed gives the same text.
 */
export async function makeWideSet(seed: string, rounds: number): Promise<string> {
  const devnet = createDevnet({ seed, senders: rounds + 1, blockSeconds: NEVER_SECONDS, reorgSeconds: 0 })
  try {
    const info = await devnet.start()
    const lines = [
      headerLine({
        name: 'devnet-wide',
        chain_id: info.chainId,
        base_fee_wei: '20000000000',
        registry: protocolsFile(info.deployment),
        made_by: `bench:searcher-set --wide ${rounds} --seed ${seed}`,
      }),
    ]
    for (let round = 0; round < rounds; round++)
      for await (const line of roundOf(info, seed, round, rounds + 1)) lines.push(line)
    return lines.join('')
  } finally {
    await devnet.stop()
  }
}

async function* roundOf(
  info: DevnetInfo,
  seed: string,
  round: number,
  accounts: number,
): AsyncGenerator<string> {
  const { client, chainId, deployment } = info
  const traders = deriveTraders(seed, accounts)
  const trader = traders[round]
  const other = traders[round + 1]
  if (trader === undefined || other === undefined) throw new RangeError(`no account for round ${round}`)
  const prng = createPrng(`${seed}/${round}`)
  const contracts = new Map<string, Address>()
  let piece: bigint | null = null
  const context: StepContext = {
    deployment,
    sender: trader.address,
    other: other.address,
    created: (name) => known(contracts.get(name), name),
    piece: () => known(piece, 'a piece'),
    some: (amount) => (amount * BigInt(prng.int(100, 1_000))) / 1_000n,
    async most(token) {
      const args = [trader.address] as const
      const held = await client.readContract({
        address: token,
        abi: erc20Abi,
        functionName: 'balanceOf',
        args,
      })
      return (held * 2n) / 3n
    },
  }
  let nonce = await client.getTransactionCount({ address: trader.address })
  for (const step of STEPS) {
    const { to, data, value = 0n, setCode } = await step.make(context)
    const fields = {
      chainId,
      nonce,
      gas: GAS,
      data,
      value,
      maxFeePerGas: parseGwei('100'),
      maxPriorityFeePerGas: parseGwei('1'),
    }
    const raw =
      setCode === undefined
        ? await trader.signTransaction({ ...fields, type: 'eip1559', ...(to === null ? {} : { to }) })
        : await trader.signTransaction({
            ...fields,
            type: 'eip7702',
            ...(to === null ? {} : { to }),
            // The sender's nonce has grown by the transaction itself.
            authorizationList: [
              await trader.signAuthorization({ address: setCode, chainId, nonce: nonce + 1 }),
            ],
          })
    const hash = await client.sendRawTransaction({ serializedTransaction: raw })
    if (step.creates !== undefined)
      contracts.set(step.creates, getContractAddress({ from: trader.address, nonce: BigInt(nonce) }))
    nonce += setCode === undefined ? 1 : 2
    await client.mine({ blocks: 1 })
    const made = await rowOf(info, step, hash)
    if (step.bringsPiece === true) piece = made.piece
    yield made.line
  }
}

function known<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new RangeError(`no step has brought ${what} so far`)
  return value
}

async function rowOf(
  { client, chainId, deployment }: DevnetInfo,
  step: Step,
  hash: Hash,
): Promise<{ readonly line: string; readonly piece: bigint | null }> {
  const json = await client.request({ method: 'eth_getTransactionByHash', params: [hash] })
  const receipt = readReceipt(await client.request({ method: 'eth_getTransactionReceipt', params: [hash] }))
  const transaction = readTransaction(json, chainId, 'devnet', 0)
  if (receipt === null || typeof transaction === 'string')
    throw new Error(`the node does not know ${hash}, which it has mined`)
  if (receipt.succeeded === false)
    throw new Error(`${hash} failed: step ${STEPS.indexOf(step)}, of the group "${step.group}"`)
  const label = labelFromReceipt(transaction, receipt, deployment.tokens.WETH.toLowerCase())
  const protocol = label.category === null ? null : step.protocol
  // A transfer with four topics: the last is the number of the piece.
  const number = receipt.logs.find(({ topics }) => topics.length === 4 && topics[0] === TOPICS.transfer)
    ?.topics[3]
  return {
    line: rowLine(json, { ...label, protocol }, step.group),
    piece: number === undefined ? null : BigInt(number),
  }
}
