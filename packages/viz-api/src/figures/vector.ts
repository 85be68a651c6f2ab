/** One value and the labels it is of. */
export interface Element {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Values by the text of their labels. */
export type Vector = ReadonlyMap<string, Element>

export const NO_LABELS: Readonly<Record<string, string>> = {}

/** Equal labels, in whatever order they came, have equal texts. */
export function labelKey(labels: Readonly<Record<string, string>>): string {
  let key = ''
  for (const name of Object.keys(labels).sort()) key += `${name}=${JSON.stringify(labels[name])},`
  return key
}
