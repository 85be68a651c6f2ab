import type { Address } from '@org/events'
import type { ItemFault, Script } from '../script.ts'
import {
  type Block,
  blockText,
  bodyText,
  pendingBody,
  quantityText,
  receiptOf,
  receiptsText,
} from './block.ts'
import type { Chain } from './chain.ts'
import type { FaultList } from './fault-list.ts'
import { faultyBody } from './faulty-body.ts'
import type { Entry, Ledger } from './ledger.ts'
import { errorMember, type Question, resultMember, unsupportedMember } from './question.ts'
import { poolText } from './transaction-pool.ts'

/** Answers a question with the member `result` or `error`, faults included; counts it on the transaction's entry. */
export type AnswerQuestion = (question: Question) => string

export interface MethodsOptions {
  readonly chainId: number
  readonly script: () => Script
  readonly faults: FaultList<ItemFault>
  readonly ledger: Ledger
  readonly chain: Chain
}

const BY_HASH = 'eth_getTransactionByHash'

export function createMethods(options: MethodsOptions): AnswerQuestion {
  const { faults, ledger, chain } = options

  const blockOf = (tag: unknown): Block | undefined => {
    if (tag === 'latest' || tag === 'safe') return chain.latest
    if (tag === 'earliest') return chain.at(0)
    const distance = options.script().finalizedDistance
    if (tag === 'finalized') {
      return distance === null ? undefined : chain.at(Math.max(0, chain.latest.number - distance))
    }
    return chain.at(Number(tag))
  }
  const blockMember = (block: Block | undefined, full: boolean): string =>
    resultMember(block === undefined ? 'null' : blockText(block, full))
  /** A block that is not mined yet, holding what the pool holds. */
  const pendingBlock = (full: boolean): string => {
    const transactions: string[] = []
    for (const entry of ledger.all()) {
      if (entry.pooled && entry.tx !== null) {
        transactions.push(full ? pendingBody(entry.tx.members) : `"${entry.hash}"`)
      }
    }
    const { number, hash, timestamp } = chain.latest
    return `{"number":${quantityText(number + 1)},"hash":null,"parentHash":"${hash}","timestamp":${quantityText(timestamp + 1)},"transactions":[${transactions.join(',')}]}`
  }
  const nonceMember = (address: Address, tag: unknown): string => {
    let nonce = chain.nonceOf(address)
    if (tag === 'pending') {
      const pooled = new Set<number>()
      for (const { tx, pooled: isPooled } of ledger.all()) {
        if (isPooled && tx?.from === address) pooled.add(tx.nonce)
      }
      while (pooled.has(nonce)) nonce++
    }
    return resultMember(quantityText(nonce))
  }

  const byNumber = (question: Question): string => {
    const [tag, full] = question.params
    if (tag === 'pending') {
      return resultMember(options.script().pendingBlock ? pendingBlock(full === true) : 'null')
    }
    if (tag === 'finalized' && options.script().finalizedDistance === null) {
      return errorMember(-39_001, 'finalized block not found')
    }
    return blockMember(blockOf(tag), full === true)
  }
  const receipts = (question: Question): string => {
    const [which] = question.params
    const block = blockOf(which) ?? chain.find(String(which))
    return resultMember(block === undefined ? 'null' : receiptsText(block))
  }

  const healthy = (question: Question): string => {
    const { method, params } = question
    switch (method) {
      case BY_HASH:
        return resultMember(bodyText(ledger.of(hashParam(params))))
      case 'eth_chainId':
        return resultMember(quantityText(options.script().chainId ?? options.chainId))
      case 'eth_blockNumber':
        return resultMember(quantityText(chain.latest.number))
      case 'eth_getBlockByHash':
        return blockMember(chain.find(String(params[0])), params[1] === true)
      case 'eth_getBlockByNumber':
        return byNumber(question)
      case 'eth_getBlockReceipts':
        return receipts(question)
      case 'eth_getTransactionReceipt':
        return resultMember(receiptOf(ledger.of(hashParam(params))))
      case 'eth_getTransactionCount':
        return nonceMember(hashParam(params), params[1])
      case 'txpool_content':
        return resultMember(poolText(ledger, chain))
      case 'web3_clientVersion':
        return resultMember('"scripted-node"')
      default:
        return unsupportedMember(method)
    }
  }

  const spoiled = (question: Question, fault: ItemFault): string => {
    switch (fault.kind) {
      case 'null':
        return resultMember('null')
      case 'error':
        return errorMember(fault.code, fault.message)
      default:
        return resultMember(faultyBody(bodyText(ledger.of(hashParam(question.params))), fault))
    }
  }

  return (question) => {
    if (options.script().unsupported.includes(question.method)) return unsupportedMember(question.method)
    if (question.method !== BY_HASH) {
      const fault = faults.any ? faults.find((candidate) => concerns(candidate, question, null)) : null
      return fault === null ? healthy(question) : spoiled(question, fault)
    }
    const entry = ledger.of(hashParam(question.params))
    entry.asked++
    const fault = faults.any
      ? faults.find((candidate) => concerns(candidate, question, entry), fateOf(entry.hash))
      : null
    const member = fault === null ? resultMember(bodyText(entry)) : spoiled(question, fault)
    count(entry, fault, member)
    return member
  }
}

/** A hash or an address as the node keeps it: clients may write it in capitals. */
function hashParam(params: readonly unknown[]): Address & Entry['hash'] {
  return String(params[0]).toLowerCase() as Address & Entry['hash'] // what is neither is known to nobody
}

function concerns(fault: ItemFault, question: Question, entry: Entry | null): boolean {
  if (fault.methods !== undefined && !fault.methods.includes(question.method)) return false
  if (entry === null) {
    const ofBodies = fault.kind !== 'null' && fault.kind !== 'error'
    // Without methods a fault is about transactions.
    return fault.methods !== undefined && !ofBodies
  }
  if (fault.firstPerHash !== undefined && entry.asked > fault.firstPerHash) return false
  return fault.hashes === undefined || fault.hashes.includes(entry.hash)
}

/** A number in [0, 1) that is the hash's own. */
function fateOf(hash: string): number {
  return Number.parseInt(hash.slice(-8), 16) / 2 ** 32
}

function count(entry: Entry, fault: ItemFault | null, member: string): void {
  if (member === '"result":null') entry.nulls++
  else if (fault === null) entry.bodies++
  else if (fault.kind === 'error') entry.errors++
  else entry.faultyBodies++
}
