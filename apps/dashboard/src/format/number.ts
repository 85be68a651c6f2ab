/** A count with thin groups: `1 234 567`. */
export function groupDigits(value: number): string {
  return String(value).replace(/\B(?=(?:[0-9]{3})+$)/g, '\u202f')
}

/** A rate: one decimal below 100, none above; `–` when not measured. */
export function rateText(value: number | null): string {
  if (value === null) return '–'
  return value < 100 ? value.toFixed(1) : groupDigits(Math.round(value))
}

/** A score without needless decimals. */
export function scoreText(value: number): string {
  return String(Math.round(value * 10) / 10)
}
