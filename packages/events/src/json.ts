declare const encoded: unique symbol

/** A value that is already JSON text: joined into answers as it is, never encoded again. */
export type Json<T> = string & { readonly [encoded]: T }

/** Encodes a value once. */
export function toJson<T>(value: T): Json<T> {
  return JSON.stringify(value) as Json<T> // the definition of the type
}

/** A JSON array of values that are encoded already. */
export function jsonArray<T>(items: readonly Json<T>[]): Json<readonly T[]> {
  return `[${items.join(',')}]` as Json<readonly T[]> // an array of JSON texts is a JSON text
}
