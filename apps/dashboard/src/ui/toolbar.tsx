import { CATEGORY_LABELS } from '../format/category.ts'
import type { Filter } from '../state/filter.ts'

interface ToolbarProps {
  readonly filter: Filter
  readonly onFilter: (filter: Filter) => void
  readonly paused: boolean
  /** Events that arrived since the pause. */
  readonly missed: number
  readonly onPause: (paused: boolean) => void
}

/** Search, filters and the pause button. */
export function Toolbar({ filter, onFilter, paused, missed, onPause }: ToolbarProps) {
  return (
    <search class="toolbar">
      <label class="field grow">
        <span class="visually-hidden">Search</span>
        <input
          type="search"
          placeholder="Hash or address"
          spellcheck={false}
          autocomplete="off"
          value={filter.search}
          onInput={(event) => onFilter({ ...filter, search: event.currentTarget.value })}
        />
      </label>
      <label class="field">
        <span>Category</span>
        <select
          value={filter.category ?? ''}
          onChange={(event) => onFilter({ ...filter, category: event.currentTarget.value || null })}
        >
          <option value="">all</option>
          {CATEGORY_LABELS.map(([category, label]) => (
            <option key={category} value={category}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>Score from</span>
        <input
          type="range"
          min="0"
          max="100"
          step="5"
          value={filter.minScore}
          onInput={(event) => onFilter({ ...filter, minScore: event.currentTarget.valueAsNumber })}
        />
        <output class="number">{filter.minScore}</output>
      </label>
      <button type="button" class="pause" aria-pressed={paused} onClick={() => onPause(!paused)}>
        {paused ? 'Resume' : 'Pause'}
        {paused && <span class="missed">{missed} events since</span>}
      </button>
    </search>
  )
}
