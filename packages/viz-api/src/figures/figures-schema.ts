import { z } from 'zod'
import { FIGURE_SECTIONS, type FigureSection, WINDOW_SECONDS } from './figure-table.ts'

/** The schema of `/metrics/snapshot`, made of the table of figures. */
export const figuresSchema = z.strictObject({
  at_unix_us: z.int().min(0).meta({ description: 'When the metrics were read, Unix microseconds.' }),
  window_seconds: z
    .literal(WINDOW_SECONDS)
    .meta({ description: 'Rates (`_per_s`) and quantiles (`_p50_`, `_p99_`) are over this time.' }),
  measured_seconds: z
    .number()
    .min(0)
    .meta({ description: 'How much of it has been measured: less in the first minute of the process.' }),
  ...Object.fromEntries(FIGURE_SECTIONS.map((section) => [section.name, sectionSchema(section)])),
})

function sectionSchema({ by, figures }: FigureSection): z.ZodType {
  const row = z.strictObject({
    ...Object.fromEntries(by.map((label) => [label, label === 'chain_id' ? z.int().min(1) : z.string()])),
    ...Object.fromEntries(
      figures.map(({ name, help }) => [name, z.number().nullable().meta({ description: help })]),
    ),
  })
  return by.length === 0 ? row : z.array(row)
}
