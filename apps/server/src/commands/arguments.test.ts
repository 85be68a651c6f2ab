import { expect, test } from 'vitest'
import { type OptionSpec, readArguments } from './arguments.ts'

const OPTIONS: readonly OptionSpec[] = [
  { name: 'what', value: '<a|b>', help: '', isRequired: true },
  { name: 'number', value: '<number>', help: '' },
  { name: 'file', value: '<file>', help: '', isRepeated: true },
]

test('options in both spellings, repeated ones, and files', () => {
  const args = readArguments(
    ['--what=a', '--number', '5', '--file', 'x', 'one', '--file=y', 'two'],
    OPTIONS,
    '<files…>',
  )
  expect(args.oneOf('what', ['a', 'b'])).toBe('a')
  expect(args.positive('number')).toBe(5)
  expect(args.texts('file')).toEqual(['x', 'y'])
  expect(args.files).toEqual(['one', 'two'])
  expect(args.problems()).toEqual([])
})

test('what is not given is null and no problem', () => {
  const args = readArguments(['--what', 'b'], OPTIONS, null)
  expect([args.positive('number'), args.text('file'), args.moment('number', 'begin')]).toEqual([
    null,
    null,
    null,
  ])
  expect(args.problems()).toEqual([])
})

test('error: everything that is wrong is told once', () => {
  const args = readArguments(['--whta', 'a', '--number', '1', '--number', '2', '--file'], OPTIONS, null)
  args.note('--number', 'is odd')
  expect(args.problems()).toEqual([
    '--whta: unknown option',
    'a: nothing is expected after the options',
    '--number: is given twice',
    '--file: expected <file> after it',
    '--what: is missing: <a|b>',
    '--number: is odd',
  ])
})
