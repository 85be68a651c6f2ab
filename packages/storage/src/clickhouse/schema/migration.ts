/** A statement that is skipped where its question has no rows. */
export interface ConditionalStatement {
  readonly onlyIf: string
  readonly statement: string
}

/** One step of the schema. Statements are idempotent, since two nodes may run them at once. */
export interface Migration {
  readonly version: number
  readonly name: string
  readonly statements: readonly (string | ConditionalStatement)[]
  /** What it made is filled from the events that are there already, when all steps have been taken. */
  readonly fillsTables?: true
}
