import { setTimeout as sleep } from 'node:timers/promises'
import type { Control } from '../control.ts'
import type { Random } from '../random.ts'
import type { AnswerFault, BadFrame, BatchRefusal, ItemFault, Script } from '../script.ts'
import type { ChaosFault } from './chaos-report.ts'

/** Lets one fault begin; what is returned ends it. */
export async function startFault(
  control: Control,
  fault: ChaosFault,
  random: Random,
): Promise<() => Promise<void>> {
  switch (fault) {
    case 'cut':
      control.cut({})
      return nothing
    case 'reset':
      control.cut({ reset: true })
      return nothing
    case 'half-open':
      control.halfOpen()
      // Clients that do not ask whether a socket lives would never come back.
      return async () => control.cut({})
    case 'silent':
      return during(control, { silent: true }, { silent: false })
    case 'refused':
      await control.refuse()
      control.cut({})
      return () => control.listen()
    case 'again':
      await repeatSome(control, random)
      return nothing
    default:
      return during(control, change(fault, random), healthy(fault))
  }
}

const nothing = async (): Promise<void> => {}

async function during(
  control: Control,
  change: Partial<Script>,
  after: Partial<Script>,
): Promise<() => Promise<void>> {
  control.set(change)
  return async () => control.set(after)
}

/** Announces some of what was announced before, in another order. */
async function repeatSome(control: Control, random: Random): Promise<void> {
  const hashes = control
    .reports('all')
    .slice(-200)
    .map(({ hash }) => hash)
  const some = hashes.filter(() => random.share() < 0.2).reverse()
  await sleep(random.integer(0, 50))
  control.announceHashes(some)
}

type ScriptFault = Exclude<ChaosFault, 'cut' | 'reset' | 'half-open' | 'silent' | 'refused' | 'again'>

/** The part of the script a fault sets. */
function change(fault: ScriptFault, random: Random): Partial<Script> {
  const share = 0.1 + random.share() / 2
  switch (fault) {
    case 'subscribe-error':
      return { subscribe: [{ kind: 'error', code: -32_000, message: 'too many subscriptions', share }] }
    case 'subscribe-late':
      return { subscribe: [{ kind: 'late', ms: random.integer(10, 200) }] }
    case 'overtaken':
      return { subscribe: [{ kind: 'overtaken', announcements: random.integer(1, 5) }] }
    case 'bad-frames':
      return { announcements: [{ kind: 'frame-before', frame: random.pick(BAD_FRAMES), share: 0.1 }] }
    case 'duplicates':
      return { announcements: [{ kind: 'twice', share }] }
    case 'unknown-hashes':
      return { announcements: [{ kind: 'unknown-before', share: 0.1 }] }
    case 'swapped':
      return { announcements: [{ kind: 'swapped', share }] }
    case 'http-status':
      return { http: [{ kind: 'status', status: random.pick([500, 502, 503]), share }] }
    case 'http-reset':
      return { http: [{ kind: 'reset', share }] }
    case 'http-garbage':
      return {
        http: [
          { kind: 'truncated', share: share / 2 },
          { kind: 'text', text: '<html>busy</html>', share: share / 2 },
        ],
      }
    case 'http-delay':
      return { http: [{ kind: 'delay', ms: random.integer(10, 100), jitterMs: 100 }] }
    case 'rate-limit':
      return rateLimit(random)
    case 'batch-limit':
      return { batchLimit: { items: random.pick([1, 4, 10]), refusal: random.pick(BATCH_REFUSALS) } }
    case 'spoiled-answers':
      return { answers: [{ ...random.pick(ANSWER_FAULTS), share }] }
    case 'item-errors':
      return { items: [{ kind: 'error', code: -32_000, message: 'internal error', share }] }
    case 'null-bodies':
      return { items: [{ kind: 'null', share, ...(random.share() < 0.5 ? { firstPerHash: 1 } : {}) }] }
    case 'faulty-bodies':
      return { items: [{ ...random.pick(BODY_FAULTS), share: 0.1 }] }
  }
}

/** The same part as it was before. */
function healthy(fault: ScriptFault): Partial<Script> {
  switch (fault) {
    case 'subscribe-error':
    case 'subscribe-late':
    case 'overtaken':
      return { subscribe: [] }
    case 'bad-frames':
    case 'duplicates':
    case 'unknown-hashes':
    case 'swapped':
      return { announcements: [] }
    case 'http-status':
    case 'http-reset':
    case 'http-garbage':
    case 'http-delay':
      return { http: [] }
    case 'rate-limit':
      return { rateLimit: null }
    case 'batch-limit':
      return { batchLimit: null }
    case 'spoiled-answers':
      return { answers: [] }
    case 'item-errors':
    case 'null-bodies':
    case 'faulty-bodies':
      return { items: [] }
  }
}

function rateLimit(random: Random): Partial<Script> {
  const perSecond = random.integer(5, 50)
  const refusal = random.pick([
    { kind: 'http-429', retryAfter: { form: 'seconds', seconds: 1 } },
    { kind: 'http-429' },
    { kind: 'object', code: -32_005 },
    { kind: 'items', code: -32_005 },
  ] as const)
  return { rateLimit: { perSecond, unit: 'request', refusal } }
}

const BAD_FRAMES: readonly BadFrame[] = [
  'not-json',
  'not-a-hash',
  'foreign-subscription',
  'not-ascii',
  'binary',
]
const BATCH_REFUSALS: readonly BatchRefusal[] = [
  'geth-array-one',
  'object-null-id',
  'items',
  'http-413',
  'http-400-text',
]
const ANSWER_FAULTS: readonly AnswerFault[] = [
  { kind: 'reversed' },
  { kind: 'missing', items: 2 },
  { kind: 'duplicated' },
  { kind: 'wrong-ids' },
  { kind: 'error', code: -32_000, message: 'busy' },
  { kind: 'response-too-large', fromItem: 3 },
]
const BODY_FAULTS: readonly ItemFault[] = [
  { kind: 'other-hash' },
  { kind: 'tampered' },
  { kind: 'wrong-chain' },
  { kind: 'malformed' },
]
