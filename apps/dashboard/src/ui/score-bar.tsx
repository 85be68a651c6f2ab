import { scoreText } from '../format/number.ts'

interface ScoreBarProps {
  readonly label: string
  /** 0–100; `null` when there is none. */
  readonly score: number | null
}

/** A score as a number and a bar. */
export function ScoreBar({ label, score }: ScoreBarProps) {
  return (
    <span
      class="score-bar"
      title={score === null ? `${label}: not scored` : `${label} ${scoreText(score)} of 100`}
    >
      <span class="score-label">{label}</span>
      <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect class="track" width="100" height="4" />
        {score !== null && <rect class={scoreClass(score)} width={score} height="4" />}
      </svg>
      <span class="number">{score === null ? '–' : scoreText(score)}</span>
    </span>
  )
}

/** Colour step of a score. */
export function scoreClass(score: number): string {
  if (score >= 70) return 'score-high'
  return score >= 40 ? 'score-middle' : 'score-low'
}
