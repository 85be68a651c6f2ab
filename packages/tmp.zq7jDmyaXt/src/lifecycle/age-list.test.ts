import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Aged, AgeList } from './age-list.ts'

class Item implements Aged<Item> {
  older: Item | null = null
  newer: Item | null = null
  list: AgeList<Item> | null = null
}

test('whatever is added and removed, it holds what an array would, oldest first', () => {
  const step = fc.record({ item: fc.nat(5), list: fc.nat(1), op: fc.constantFrom('add', 'remove') })
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const items = Array.from({ length: 6 }, () => new Item())
      const lists = [new AgeList<Item>(), new AgeList<Item>()]
      const arrays: number[][] = [[], []]
      for (const { item, list, op } of steps) {
        const [node, target] = [items[item], lists[list]]
        if (node === undefined || target === undefined) continue
        if (op === 'add') {
          target.add(node)
          for (const [i, array] of arrays.entries()) arrays[i] = array.filter((each) => each !== item)
          arrays[list]?.push(item)
        } else {
          target.remove(node)
          arrays[list] = arrays[list]?.filter((each) => each !== item) ?? []
        }
        for (const [i, each] of lists.entries()) {
          const held: number[] = []
          for (let at = each.oldest; at !== null; at = at.newer) held.push(items.indexOf(at))
          expect(held).toEqual(arrays[i])
          expect(each.size).toBe(held.length)
        }
      }
    }),
  )
})
