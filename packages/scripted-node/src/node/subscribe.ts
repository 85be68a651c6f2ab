import type { Random } from '../random.ts'
import type { SubscribeFault, SubscriptionKind } from '../script.ts'
import type { FaultList } from './fault-list.ts'
import { errorMember, type Question, reply, resultMember } from './question.ts'
import { createSubscription, type Subscriber, type Subscription } from './subscriber.ts'

export interface SubscribeOptions {
  readonly faults: FaultList<SubscribeFault>
  readonly random: Random
  /** Announces so many new transactions over a subscription that is not acknowledged yet. */
  readonly announceEarly: (subscriber: Subscriber, subscription: Subscription, count: number) => void
  readonly onSubscribed: (subscriber: Subscriber, kind: SubscriptionKind) => void
}

/** Answers `eth_subscribe` and `eth_unsubscribe`, faults included. */
export function createSubscribe(
  options: SubscribeOptions,
): (subscriber: Subscriber, question: Question) => void {
  const { faults, random } = options

  const acknowledge = (subscriber: Subscriber, question: Question, subscription: Subscription): void => {
    const told = subscriber.send(reply(question.id, resultMember(`"${subscription.id}"`)), 'reply')
    if (!told || subscriber.frozen) return
    subscriber.subscriptions.set(subscription.id, subscription)
    options.onSubscribed(subscriber, subscription.kind)
  }

  return (subscriber, question) => {
    const kind = kindOf(question.params)
    if (kind === null) {
      subscriber.send(reply(question.id, errorMember(-32_602, 'no such subscription')), 'reply')
      return
    }
    const fault = faults.find(
      ({ of }) => of === undefined || of === kind || (of === 'pending' && kind !== 'heads'),
    )
    const hashesInstead = kind === 'full' && fault?.kind === 'hashes-instead'
    const subscription = createSubscription(`0x${random.hex(16)}`, kind, hashesInstead)
    switch (fault?.kind) {
      case undefined:
      case 'hashes-instead':
        acknowledge(subscriber, question, subscription)
        return
      case 'error':
        subscriber.send(reply(question.id, errorMember(fault.code, fault.message)), 'reply')
        return
      case 'ignored':
        return
      case 'late':
        setTimeout(() => acknowledge(subscriber, question, subscription), fault.ms)
        return
      case 'overtaken':
        if (kind !== 'heads') options.announceEarly(subscriber, subscription, fault.announcements)
        acknowledge(subscriber, question, subscription)
    }
  }
}

function kindOf(params: readonly unknown[]): SubscriptionKind | null {
  if (params[0] === 'newHeads') return 'heads'
  if (params[0] !== 'newPendingTransactions') return null
  return params[1] === true ? 'full' : 'hashes'
}
