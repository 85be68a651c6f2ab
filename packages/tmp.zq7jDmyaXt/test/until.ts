import { waitFor } from '@org/testkit'

/** Waits until the condition holds; fails with what it was. The machine may be busy, so the deadline is far. */
export async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  await waitFor(condition, { what, timeoutMs: 20_000 })
}
