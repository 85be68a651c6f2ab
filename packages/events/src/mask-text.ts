import { maskUrl } from './mask-url.ts'

/** Longest text that is shown unless the caller says otherwise. */
const MOST_CHARS = 200
/** What is searched at most: longer texts are cut before they are looked at. */
const SEARCHED_CHARS = 4_000

const URLS = /[a-z][a-z0-9+.-]{0,20}:\/\/[^\s"'<>`]*[^\s"'<>`.,:;)\]}]/gi
const NAMED_SECRETS =
  /\b((?:api[-_]?key|access[-_]?key|secret|password|passwd)["']?\s*[=:]\s*["']?|(?:token|auth)=|bearer\s+)(?!0x)[^\s"'&,;]{4,}/gi
/** Long words with letters and digits are taken for keys; numbers, hex bytes and names of errors are not. */
const LONG_WORDS = /(?<![\w-])(?!0x)(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{20,}/gi
// Control characters, what turns the direction of text, and what stands for bytes that are no text.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFFD]/gu

/**
 * Text of somebody else (a node's error, a contract's reason) as it may be shown and stored: secrets of URLs, and words
 * that look like keys, become `***`; what cannot be printed becomes `?`; long texts end with `…`.
 * @param most characters at most
 */
export function maskText(text: string, most = MOST_CHARS): string {
  const masked = text
    .slice(0, SEARCHED_CHARS)
    .replace(UNPRINTABLE, '?')
    .replace(URLS, maskUrl)
    .replace(NAMED_SECRETS, '$1***')
    .replace(LONG_WORDS, '***')
  if (masked.length <= most) return masked
  const cut = masked.slice(0, most - 1)
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`
}
