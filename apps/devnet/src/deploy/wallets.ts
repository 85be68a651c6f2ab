import { type Address, maxUint48, maxUint160, maxUint256 } from 'viem'
import { erc20Abi, permit2Abi, wethAbi } from '../abis.ts'
import type { ContractName } from '../deployment.ts'
import { TOKEN_SYMBOLS, type TokenSymbol } from '../tokens.ts'
import { encodeCall, type SetupScript } from './setup-script.ts'

const CALL_GAS = 120_000n
/** Contracts that take tokens from a trader by `transferFrom`. */
const SPENDERS = ['v2Router', 'v3Router', 'router02', 'permit2'] as const

/** Adds the wrapping of coins. */
export function wrap(script: SetupScript, weth: Address, value: bigint): void {
  script.call({ what: 'wrap', to: weth, data: encodeCall(wethAbi, 'deposit', []), value, gas: CALL_GAS })
}

/** Adds an approval without limit. */
export function approve(script: SetupScript, token: Address, spender: Address): void {
  const data = encodeCall(erc20Abi, 'approve', [spender, maxUint256])
  script.call({ what: `approval of ${spender}`, to: token, data, gas: CALL_GAS })
}

/** Adds a mint; the script's account must be the token's creator. */
export function mint(script: SetupScript, token: Address, to: Address, amount: bigint): void {
  script.call({
    what: `mint for ${to}`,
    to: token,
    data: encodeCall(erc20Abi, 'mint', [to, amount]),
    gas: CALL_GAS,
  })
}

/** Adds every approval that a trader's swaps need, on every router. */
export function approveRouters(
  script: SetupScript,
  tokens: Readonly<Record<TokenSymbol, Address>>,
  contracts: Readonly<Record<ContractName, Address>>,
): void {
  for (const symbol of TOKEN_SYMBOLS) {
    const token = tokens[symbol]
    for (const spender of SPENDERS) approve(script, token, contracts[spender])
    // The Universal Router takes tokens through Permit2 only.
    const args = [token, contracts.universalRouter, maxUint160, Number(maxUint48)]
    script.call({
      what: `Permit2 approval of ${symbol}`,
      to: contracts.permit2,
      data: encodeCall(permit2Abi, 'approve', args),
      gas: CALL_GAS,
    })
  }
}
