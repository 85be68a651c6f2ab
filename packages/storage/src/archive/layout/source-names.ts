/** Before the name of the set and, where the file names one, `/` and the source. */
const PREFIX = 'import:'

/** Letters, digits and a few signs: a set is named in source ids, which stand in URLs, labels and files. */
const SET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/** True for a name that an imported set may have. */
export function isSetName(name: string): boolean {
  return SET_NAME.test(name)
}

/**
 * The source id of imported events.
 * @param source as the file names it; `''` when it does not say
 */
export function importedSourceId(set: string, source: string): string {
  return source === '' ? `${PREFIX}${set}` : `${PREFIX}${set}/${source}`
}

/** The name that a source has in a file: what {@link importedSourceId} added is taken away. */
export function sourceName(sourceId: string): string {
  return sourceId.replace(/^import:[^/]*\/?/, '')
}

/** {@link sourceName} as SQL over a column. */
export function sourceNameSql(column: string): string {
  return `replaceRegexpOne(${column}, '^import:[^/]*/?', '')`
}
