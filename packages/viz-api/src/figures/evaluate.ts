import type { Expression, Reading } from './expression.ts'
import type { Element, Vector } from './vector.ts'

/** The present value of an expression. `NaN` stands where something is divided by nothing. */
export function evaluate(expression: Expression, read: (reading: Reading) => Vector): Vector {
  switch (expression.kind) {
    case 'ratio':
      return combine(evaluate(expression.of, read), evaluate(expression.to, read), (a, b) => a / b)
    case 'sum':
      return combine(
        evaluate(expression.terms[0], read),
        evaluate(expression.terms[1], read),
        (a, b) => a + b,
      )
    case 'least':
      return new Map([...evaluate(expression.of, read)].filter(([, { value }]) => value >= expression.value))
    default:
      return read(expression)
  }
}

function combine(one: Vector, other: Vector, join: (one: number, other: number) => number): Vector {
  const joined = new Map<string, Element>()
  for (const [key, element] of one) {
    const partner = other.get(key)
    if (partner !== undefined) joined.set(key, { ...element, value: join(element.value, partner.value) })
  }
  return joined
}
