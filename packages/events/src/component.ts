/**
 * The one lifecycle. Creating a component does no I/O; `start` does; `stop` drains and releases everything the
 * component opened.
 */
export interface Component {
  readonly name: string
  /** Resolves when the component serves. A rejected start leaves nothing open. */
  start(): Promise<void>
  /** Begins stopping, drains, releases; resolves when done. Idempotent, and harmless before `start`. */
  stop(): Promise<void>
  /**
   * Settles once: resolves after `stop`, rejects when the component died on its own. Never an unhandled rejection.
   */
  readonly closed: Promise<void>
}
