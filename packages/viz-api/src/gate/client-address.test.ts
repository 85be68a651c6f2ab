import type { BlockList } from 'node:net'
import { expect, test } from 'vitest'
import { clientAddress, clientOf, isListed, parseNetworks } from './client-address.ts'

function networks(...entries: string[]): BlockList {
  const list = parseNetworks(entries)
  if ('invalid' in list) throw new Error(list.invalid)
  return list
}

test.each([
  ['10.0.0.1', undefined, '10.0.0.1'],
  ['::ffff:10.0.0.1', '1.2.3.4', '1.2.3.4'],
  ['10.0.0.1', '1.2.3.4', '1.2.3.4'],
  ['10.0.0.1', '6.6.6.6, 1.2.3.4', '1.2.3.4'],
  ['10.0.0.1', '6.6.6.6, 1.2.3.4, 10.9.9.9', '1.2.3.4'],
  ['10.0.0.1', '10.0.0.2, 10.0.0.3', '10.0.0.2'],
  ['10.0.0.1', '2001:db8::7', '2001:db8::7'],
  ['10.0.0.1', '6.6.6.6, 1.2.3.4:5678', '1.2.3.4'],
  ['10.0.0.1', '[2001:db8::7]:443', '2001:db8::7'],
  ['10.0.0.1', '1.2.3.4, nonsense', '10.0.0.1'],
  ['10.0.0.1', '1.2.3.4, 5.6.7.8:x', '10.0.0.1'],
  ['10.0.0.1', '', '10.0.0.1'],
  ['9.9.9.9', '1.2.3.4', '9.9.9.9'],
  ['9.9.9.9', '10.0.0.1', '9.9.9.9'],
])('from %s with X-Forwarded-For %s it is %s', (peer, forwardedFor, address) => {
  expect(clientAddress(peer, forwardedFor, networks('10.0.0.0/8'))).toBe(address)
})

test('without trusted proxies the header is not looked at', () => {
  expect(clientAddress('10.0.0.1', '1.2.3.4', null)).toBe('10.0.0.1')
})

test.each([
  ['1.2.3.4', '1.2.3.4'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8:0:0:1:2:3:4', '2001:db8:0:0::/64'],
  ['2001:0db8:0:1::1', '2001:db8:0:1::/64'],
  ['2001:db8:1:2:3::', '2001:db8:1:2::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::FFFF:192.0.2.1', '192.0.2.1'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['', ''],
])('%s is the client %s', (address, client) => {
  expect(clientOf(address)).toBe(client)
})

test.each([
  '',
  'a',
  '1.2.3.4/33',
  '1.2.3.4/',
  '1.2.3.4/-1',
  '::1/129',
  '1.2.3.4/8/8',
  '1.2.3',
  '1.2.3.4/0x8',
])('%j is no network', (entry) => {
  expect(parseNetworks(['10.0.0.1', entry])).toEqual({ invalid: entry })
})

test('a network holds its addresses in either spelling', () => {
  const list = networks('10.0.0.0/8', 'fd00::/8', '192.0.2.1')
  for (const address of ['10.255.0.1', '::ffff:10.0.0.1', 'fd12::1', '192.0.2.1'])
    expect(isListed(list, address)).toBe(true)
  for (const address of ['11.0.0.1', 'fe00::1', '192.0.2.2', '', 'x'])
    expect(isListed(list, address)).toBe(false)
})
