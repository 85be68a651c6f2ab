import type { AnswerFault, BatchRefusal, RateLimit, RetryAfter, Script } from '../script.ts'
import type { FaultList } from './fault-list.ts'
import type { AnswerQuestion } from './methods.ts'
import { errorMember, type Question, reply } from './question.ts'
import type { RateLimiter } from './rate-limiter.ts'

/** What goes back over HTTP. */
export interface HttpAnswer {
  readonly status: number
  readonly text: string
  readonly retryAfter: RetryAfter | null
}

export interface AnswerRequestOptions {
  readonly script: () => Script
  readonly faults: FaultList<AnswerFault>
  readonly answer: AnswerQuestion
  /** The bucket of the rate limit that stands now. */
  readonly limiter: () => RateLimiter | null
}

const TOO_LARGE_CODE = -32_600
const RATE_LIMIT_MESSAGE = 'rate limit exceeded'
const ok = (text: string): HttpAnswer => ({ status: 200, text, retryAfter: null })

/** Answers the questions of one HTTP request: the limits first, then each question, then what befalls the answers. */
export function createRequestAnswerer(
  options: AnswerRequestOptions,
): (questions: readonly Question[], isBatch: boolean) => HttpAnswer {
  const { answer, faults } = options
  const replyTo = (question: Question): string => reply(question.id, answer(question))

  return (questions, isBatch) => {
    const { batchLimit, rateLimit } = options.script()
    if (isBatch && batchLimit !== null && questions.length > batchLimit.items) {
      return refuseBatch(questions, batchLimit.refusal, batchLimit.items)
    }
    const granted = rateLimit === null ? questions.length : take(rateLimit, questions, options.limiter())
    if (rateLimit !== null && granted < questions.length && rateLimit.refusal.kind !== 'items') {
      return refuseRate(questions, rateLimit)
    }
    const method = questions[0]?.method ?? ''
    const spoiling = faults.any
      ? faults.findAll(({ methods }) => methods === undefined || methods.includes(method))
      : []
    const whole = spoiling.find((fault) => fault.kind === 'error')
    if (whole !== undefined) return ok(reply('null', errorMember(whole.code, whole.message)))

    let replies = questions.slice(0, granted).map(replyTo)
    if (granted < questions.length && rateLimit?.refusal.kind === 'items') {
      const member = errorMember(rateLimit.refusal.code, RATE_LIMIT_MESSAGE)
      replies.push(...questions.slice(granted).map(({ id }) => reply(id, member)))
    }
    for (const fault of spoiling) replies = spoil(replies, questions, fault)
    return ok(isBatch ? `[${replies.join(',')}]` : replies.join(''))
  }
}

/** How many of the questions the rate limit lets through. */
function take(limit: RateLimit, questions: readonly Question[], limiter: RateLimiter | null): number {
  if (limiter === null) return questions.length
  if (limit.unit === 'request') return limiter.take(1) === 1 ? questions.length : 0
  return limiter.take(questions.length)
}

function refuseRate(questions: readonly Question[], limit: RateLimit): HttpAnswer {
  if (limit.refusal.kind !== 'http-429') {
    return ok(reply(questions[0]?.id ?? 'null', errorMember(limit.refusal.code, RATE_LIMIT_MESSAGE)))
  }
  return { status: 429, text: 'Too Many Requests', retryAfter: limit.refusal.retryAfter ?? null }
}

function refuseBatch(questions: readonly Question[], refusal: BatchRefusal, items: number): HttpAnswer {
  const member = errorMember(TOO_LARGE_CODE, 'batch too large')
  switch (refusal) {
    case 'geth-array-one':
      return ok(`[${reply(questions[0]?.id ?? 'null', member)}]`)
    case 'object-null-id':
      return ok(reply('null', member))
    case 'items': {
      const each = errorMember(-32_005, `batch limit of ${items} exceeded`)
      return ok(`[${questions.map(({ id }) => reply(id, each)).join(',')}]`)
    }
    case 'http-413':
      return { status: 413, text: 'Request Entity Too Large', retryAfter: null }
    case 'http-400-text':
      return { status: 400, text: `batch size exceeds the limit of ${items}`, retryAfter: null }
  }
}

const WRONG_ID_OFFSET = 1_000_000

function spoil(replies: string[], questions: readonly Question[], fault: AnswerFault): string[] {
  switch (fault.kind) {
    case 'reversed':
      return replies.reverse()
    case 'missing':
      return replies.slice(fault.items)
    case 'duplicated':
      return replies.flatMap((text) => [text, text])
    case 'wrong-ids':
      return replies.map((text) =>
        text.replace(/"id":(\d+)/, (_id, id: string) => `"id":${Number(id) + WRONG_ID_OFFSET}`),
      )
    case 'response-too-large': {
      const member = errorMember(-32_003, 'response too large')
      return questions.map(({ id }, item) =>
        item < fault.fromItem ? (replies[item] ?? reply(id, member)) : reply(id, member),
      )
    }
    case 'error':
      return replies // answered as a whole before
  }
}
