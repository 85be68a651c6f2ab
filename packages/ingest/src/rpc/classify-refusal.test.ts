import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classifyError, classifyText } from './classify-refusal.ts'

// Shapes in use: client, code, message, data; the source of each beside it.
const TOO_LARGE: readonly (readonly [string, number, string, string?])[] = [
  // go-ethereum, rpc/testdata/invalid-batch-toolarge.js
  ['Geth, items', -32_600, 'batch too large'],
  // go-ethereum pull request 26681, rpc/server_test.go
  ['Geth, response', -32_003, 'response too large'],
  // erigontech/erigon issues 7072 and 17245
  ['Erigon 2', -32_000, 'batch limit 100 exceeded: 142 requests given'],
  [
    'Erigon 3',
    -32_000,
    'batch limit 100 exceeded (can increase by --rpc.batch.limit). Requested batch of size: 401',
  ],
  // NethermindEth/nethermind pull request 5122, JsonRpcProcessor.cs
  ['Nethermind, items', -32_005, 'Batch size limit exceeded'],
  ['Nethermind, response', -32_005, 'MaxBatchResponseBodySize of 32768KB exceeded'],
  // besu-eth/besu, RpcErrorType.EXCEEDS_RPC_MAX_BATCH_SIZE
  ['Besu', -32_005, 'Number of requests exceeds max batch size'],
  // paritytech/jsonrpsee, types/src/error.rs: Reth, and nodes built on Substrate
  ['jsonrpsee, items', -32_010, 'The batch request was too large', 'Exceeded max limit of 20'],
  ['jsonrpsee, response', -32_011, 'The batch response was too large', 'Exceeded max limit of 10485760'],
  ['jsonrpsee, request size', -32_007, 'Request is too big', 'Exceeded max limit of 10485760'],
  ['jsonrpsee, call', -32_008, 'Response is too big', 'Exceeded max limit of 10485760'],
  ['jsonrpsee, switched off', -32_005, 'Batched requests are not supported by this server'],
  // ethereum-optimism proxyd/backend.go: OP chains, Base, X Layer; the last two with HTTP 413 and 500
  ['proxyd, items', -32_014, 'too many RPC calls in batch request'],
  ['proxyd, request', -32_021, 'request body too large'],
  ['proxyd, response', -32_020, 'backend response too large'],
  // dRPC and 1RPC, free tier: HTTP 500 with code 31
  [
    'dRPC',
    31,
    'Batch of more than 3 requests are not allowed on free tier, to use this feature register paid account',
  ],
  // AlphaWallet/alpha-wallet-ios issue 5021
  ['Gnosis', -32_600, 'Too many ["eth_getLogs"] methods in the batch'],
  // AcalaNetwork/bodhi.js pull request 383
  ['Acala', -32_600, 'Exceeded maximum batch size 50'],
  // fystack/multichain-indexer issue 19
  ['QuickNode, Tron', -32_007, 'batch limit exceeded'],
]

const RATE_LIMITED: readonly (readonly [string, number, string])[] = [
  // Synthetixio/kwenta issue 40
  [
    'Alchemy',
    429,
    'Your app has exceeded its compute units per second capacity. If you have retries enabled, …',
  ],
  // status-im/status-go pull request 4807; gochain/web3 issue 180; MetaMask services documentation
  ['Infura', -32_005, 'exceeded project rate limit'],
  ['Infura, day', -32_005, 'daily request count exceeded, request rate limited'],
  ['Infura, second', -32_005, 'project ID request rate exceeded'],
  // quicknode.com, error references
  ['QuickNode', -32_007, '25/second request limit reached - reduce calls per second or upgrade your account'],
  // base/node issue 368; ethereum-optimism proxyd/backend.go
  ['proxyd', -32_016, 'over rate limit'],
  ['proxyd behind a node', -32_000, '429 Too Many Requests: {"jsonrpc":"2.0","error":{"code":-32016}}'],
  ['proxyd, backends', -32_012, 'backend is over capacity'],
  // fluencelabs/dev-rewards issue 20; EIP-1474
  ['Tenderly', -32_005, 'rate limit exceeded'],
  ['EIP-1474', -32_005, 'Limit exceeded'],
  // docs.blockvision.org, error code reference
  ['BlockVision', -32_605, 'Rate Limit'],
  // megaeth-labs/documentation pull request 83
  ['MegaETH', -32_005, 'Rate limit exceeded'],
  // jsonrpsee, types/src/error.rs (SERVER_IS_BUSY)
  ['jsonrpsee', -32_009, 'Server is busy'],
  // Erigon and Nethermind under load
  ['Erigon', -32_005, 'server overloaded'],
  // codes of gateways that say no more
  ['a gateway', -32_029, ''],
  ['a gateway', -32_097, 'slow down'],
]

const UNSUPPORTED: readonly (readonly [string, number, string])[] = [
  // go-ethereum, rpc/errors.go
  ['Geth', -32_601, 'the method txpool_content does not exist/is not available'],
  // jsonrpsee
  ['Reth', -32_601, 'Method not found'],
  // besu, RpcErrorType.METHOD_NOT_ENABLED
  ['Besu', -32_604, 'Method not enabled'],
  // Alchemy: HTTP 400
  [
    'Alchemy',
    -32_600,
    'Unsupported method: txpool_content. See available methods at https://docs.alchemy.com',
  ],
  // EIP-1474
  ['EIP-1474', -32_004, 'Method not supported'],
  ['EIP-1193', 4_200, 'The provider does not support the requested method'],
  ['proxyd', -32_001, 'rpc method is not whitelisted'],
  ['a gateway', -32_000, 'Method not found'],
  ['a gateway, defect', -32_603, 'this request method is not supported'],
  ['a gateway, parameters', -32_602, 'the method eth_simulateV1 is not implemented'],
  ['MegaETH', -32_601, 'rpc method is not whitelisted'],
]

const UNKNOWN: readonly (readonly [string, number, string])[] = [
  ['a defect', -32_603, 'internal error'],
  ['a rejected transaction', -32_003, 'transaction underpriced'],
  // Infura, eth_getLogs: the same at any rate
  ['a query', -32_005, 'query returned more than 10000 results'],
  ['a range', -32_005, 'Requested range exceeds maximum RPC range limit'],
  ['a state', -32_000, 'missing trie node 00'],
]

describe('what a JSON-RPC error means', () => {
  test.each(TOO_LARGE)('%s: %d %j is about the size of the batch', (_who, code, message, data) => {
    expect(classifyError({ code, message, data })).toBe('too_large')
  })
  test.each(RATE_LIMITED)('%s: %d %j is about the rate', (_who, code, message) => {
    expect(classifyError({ code, message })).toBe('rate_limited')
  })
  test.each(UNSUPPORTED)('%s: %d %j is about the method', (_who, code, message) => {
    expect(classifyError({ code, message })).toBe('unsupported')
  })
  test.each(UNKNOWN)('%s: %d %j is none of these', (_who, code, message) => {
    expect(classifyError({ code, message })).toBe('unknown')
  })
  test('anything may be sent for an error', () => {
    fc.assert(
      fc.property(fc.anything(), (error) => {
        expect(['too_large', 'rate_limited', 'unsupported', 'unknown']).toContain(classifyError(error))
      }),
    )
  })
})

test.each([
  ['<html><head><title>413 Request Entity Too Large</title></head></html>', 'too_large'],
  ['Payload Too Large', 'too_large'],
  ['batch size is over the limit', 'too_large'],
  ['<html><head><title>429 Too Many Requests</title></head></html>', 'rate_limited'],
  ['Rate limit exceeded: 40 per 1 second. Check response body for more details on backoff.', 'rate_limited'],
  ['<html>405 Method Not Allowed</html>', 'unknown'],
  ['Bad Request', 'unknown'],
] as const)('the HTTP body %j is read as %s', (text, told) => {
  expect(classifyText(text)).toBe(told)
})
