import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import * as v from 'valibot'
import { HelloSchema } from '../../../src/protocol/wire/hello.ts'
import { CountSchema } from '../../../src/protocol/ids.ts'
import { MessageSchema } from '../../../src/protocol/wire/message.ts'
import { encodeJson, parseStrictJson } from '../../../src/protocol/strict-json.ts'
import { ProtocolError } from '../../../src/shared/errors.ts'

const Schema = v.strictObject({
  a: CountSchema,
  b: v.nullable(v.string()),
  c: v.array(v.strictObject({ d: v.boolean() })),
})
const values = fc.record({
  a: fc.maxSafeNat(),
  b: fc.option(fc.string({ unit: 'binary' })),
  c: fc.array(fc.record({ d: fc.boolean() })),
})

test('what was written is read again', () => {
  fc.assert(
    fc.property(values, ({ a, b, c }) => {
      expect(parseStrictJson(Schema, encodeJson({ a, b, c }))).toEqual({ a, b, c })
    }),
  )
})

test('whatever is accepted has this one spelling', () => {
  const mutations = fc.record({
    at: fc.nat(),
    remove: fc.nat(3),
    insert: fc.string({ maxLength: 4 }),
  })
  fc.assert(
    fc.property(values, mutations, (value, { at, remove, insert }) => {
      const text = encodeJson(value).toString()
      const start = at % text.length
      const bytes = Buffer.from(text.slice(0, start) + insert + text.slice(start + remove))
      const parsed = outcome(() => parseStrictJson(Schema, bytes))
      if (parsed instanceof ProtocolError) return
      expect(encodeJson(parsed)).toEqual(bytes)
    }),
    { numRuns: 500 },
  )
})

test('arbitrary bytes are a protocol error, never another one', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(outcome(() => parseStrictJson(Schema, bytes))).toBeInstanceOf(ProtocolError)
    }),
  )
})

test.each([
  ['a repeated key', '{"a":1,"a":1,"b":null,"c":[]}'],
  ['another order of keys', '{"b":null,"a":1,"c":[]}'],
  ['white space', '{"a": 1,"b":null,"c":[]}'],
  ['a line feed at the end', '{"a":1,"b":null,"c":[]}\n'],
  ['a byte order mark', '\ufeff{"a":1,"b":null,"c":[]}'],
  ['a needless escape', '{"a":1,"b":"\\u0061","c":[]}'],
  ['an escaped slash', '{"a":1,"b":"\\/","c":[]}'],
  ['an escape in upper case', '{"a":1,"b":"\\u001F","c":[]}'],
  ['an escaped key', '{"\\u0061":1,"b":null,"c":[]}'],
  ['a fraction', '{"a":1.0,"b":null,"c":[]}'],
  ['an exponent', '{"a":1e2,"b":null,"c":[]}'],
  ['minus zero', '{"a":-0,"b":null,"c":[]}'],
])('%s is another spelling and refused', (_, text) => {
  expect(codeOf(Schema, text)).toBe('BAD_JSON')
})

test.each([
  ['a missing key', '{"a":1,"b":null}'],
  ['an additional key', '{"a":1,"b":null,"c":[],"d":1}'],
  ['__proto__', '{"__proto__":{"a":1},"b":null,"c":[]}'],
  ['__proto__ beside the rest', '{"a":1,"b":null,"c":[],"__proto__":{}}'],
  ['a number that is not exact', '{"a":9007199254740993,"b":null,"c":[]}'],
  ['a huge number', '{"a":1e400,"b":null,"c":[]}'],
  ['a negative count', '{"a":-1,"b":null,"c":[]}'],
  ['a number as text', '{"a":"1","b":null,"c":[]}'],
  ['a list', '[1,null,[]]'],
  ['null', 'null'],
])('%s does not have the shape', (_, text) => {
  expect(codeOf(Schema, text)).toBe('BAD_MESSAGE')
})

test.each(['', '{', '{"a":1', '{"a":NaN,"b":null,"c":[]}', "{'a':1}", '{"a":1,}', '{"a":01}'])(
  '%j is not JSON',
  (text) => {
    expect(codeOf(Schema, text)).toBe('BAD_JSON')
  },
)

test('bytes that are not UTF-8 are refused', () => {
  for (const bad of ['ff', 'c0af', 'eda080', 'f4908080']) {
    const bytes = Buffer.concat([
      Buffer.from('{"a":1,"b":"'),
      Buffer.from(bad, 'hex'),
      Buffer.from('","c":[]}'),
    ])
    expect(() => parseStrictJson(Schema, bytes)).toThrow('BAD_JSON')
  }
})

test('eight levels are enough for everybody', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  expect(codeOf(v.array(v.unknown()), nested(8))).toBe('accepted')
  expect(codeOf(v.array(v.unknown()), nested(9))).toBe('BAD_JSON')
  expect(codeOf(v.array(v.unknown()), '['.repeat(1_000_000))).toBe('BAD_JSON')
  expect(codeOf(v.array(v.unknown()), '[{"a":'.repeat(100_000))).toBe('BAD_JSON')
})

test('brackets inside text are no levels', () => {
  expect(codeOf(v.string(), JSON.stringify('[{'.repeat(100)))).toBe('accepted')
  expect(codeOf(v.string(), JSON.stringify('\\"[[[[[[[[[['))).toBe('accepted')
})

test('keys that are free cannot smuggle in a prototype', () => {
  const hello = (caps: string) =>
    `{"kind":"hello","versions":[1],"kid":"${'A'.repeat(43)}","username":null,"trackerId":null,"directory":[0,""],"caps":${caps}}`
  expect(codeOf(HelloSchema, hello('{}'))).toBe('accepted')
  expect(codeOf(HelloSchema, hello('{"later":true}'))).toBe('accepted')
  expect(codeOf(HelloSchema, hello('{"__proto__":true}'))).not.toBe('accepted')
  expect(codeOf(HelloSchema, hello('{"constructor":true}'))).not.toBe('accepted')
  expect(codeOf(HelloSchema, hello('{"1":true}'))).toBe('BAD_MESSAGE')
  const request = (params: string) =>
    `{"kind":"request","id":1,"method":"logout","params":${params}}`
  expect(codeOf(MessageSchema, request('{}'))).toBe('accepted')
  expect(codeOf(MessageSchema, request('{"__proto__":{"isAdmin":true}}'))).toBe('BAD_JSON')
})

function codeOf(schema: v.GenericSchema, text: string): string {
  const result = outcome(() => parseStrictJson(schema, Buffer.from(text)))
  return result instanceof ProtocolError ? result.code : 'accepted'
}

function outcome(parse: () => unknown): unknown {
  try {
    return parse()
  } catch (error) {
    if (error instanceof ProtocolError) return error
    throw error
  }
}
