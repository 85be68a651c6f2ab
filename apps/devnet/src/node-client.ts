import {
  type Chain,
  type Client,
  createTestClient,
  type HttpTransport,
  http,
  type PublicActions,
  publicActions,
  type TestActions,
} from 'viem'
import { foundry } from 'viem/chains'

/** A viem client with anvil's and the public methods. */
export type NodeClient = Client<HttpTransport, Chain, undefined, undefined, TestActions & PublicActions>

/**
 * Talks to the node over HTTP. Requests made in one turn of the event loop travel as one batch; nothing is retried,
 * since a transaction sent twice is an error of its own.
 * @param httpUrl for example `http://127.0.0.1:8545`
 */
export function createNodeClient(httpUrl: string): NodeClient {
  return createTestClient({
    mode: 'anvil',
    chain: foundry,
    cacheTime: 0,
    transport: http(httpUrl, { batch: { batchSize: 100, wait: 0 }, retryCount: 0, timeout: 20_000 }),
  }).extend(publicActions)
}
