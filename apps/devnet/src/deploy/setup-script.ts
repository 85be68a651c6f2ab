import {
  type Abi,
  type Address,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  type PrivateKeyAccount,
  parseGwei,
} from 'viem'
import type { Artifact } from '../artifacts.ts'

/** A signed transaction and what it is for. */
export interface SetupTransaction {
  readonly what: string
  readonly raw: Hex
}

/** A transaction to be written into the script. */
interface SetupCall {
  readonly what: string
  readonly to?: Address
  readonly data: Hex
  readonly value?: bigint
  readonly gas: bigint
}

/** The transactions of one account, in order: addresses are known before anything is sent. */
export interface SetupScript {
  readonly account: PrivateKeyAccount
  /** Adds a contract creation and returns the address it will have. */
  deploy(what: string, artifact: Artifact, args?: readonly unknown[]): Address
  /** Adds a call. */
  call(call: SetupCall): void
  /** Signs everything that was added. */
  sign(): Promise<readonly SetupTransaction[]>
}

const DEPLOY_GAS = 6_000_000n

/** @param account must not have sent anything before. */
export function createSetupScript(account: PrivateKeyAccount, chainId: number): SetupScript {
  const calls: SetupCall[] = []
  return {
    account,
    deploy(what, artifact, args = []) {
      const address = getContractAddress({ from: account.address, nonce: BigInt(calls.length) })
      const data = encodeDeployData({ abi: artifact.abi, bytecode: artifact.bytecode, args })
      calls.push({ what, data, gas: DEPLOY_GAS })
      return lowerCase(address)
    },
    call: (call) => {
      calls.push(call)
    },
    sign: () =>
      Promise.all(
        calls.map(async ({ what, gas, data, to, value }, nonce) => ({
          what,
          raw: await account.signTransaction({
            type: 'eip1559',
            chainId,
            nonce,
            gas,
            data,
            ...(to === undefined ? {} : { to }),
            value: value ?? 0n,
            maxFeePerGas: parseGwei('100'),
            maxPriorityFeePerGas: parseGwei('1'),
          }),
        })),
      ),
  }
}

/** Encodes a call of a function by name, without the types of its ABI: for scripts whose outcome is checked. */
export function encodeCall(abi: Abi, functionName: string, args: readonly unknown[]): Hex {
  return encodeFunctionData({ abi, functionName, args })
}

/** Addresses are lower case everywhere in the devnet. */
export function lowerCase(address: Address): Address {
  return address.toLowerCase() as Address // letter case does not change the shape
}
