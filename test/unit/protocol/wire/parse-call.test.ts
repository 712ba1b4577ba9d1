import { describe, expect, test } from 'vitest'
import {
  isMethod,
  isNotice,
  parseNoticeParams,
  parseParams,
  parseResult,
} from '../../../../src/protocol/wire/parse-call.ts'

describe('params and results', () => {
  test('are accepted in the order of their schema', () => {
    const seen = { held: [], complete: true }
    expect(parseResult('entries.push', seen)).toEqual(seen)
    expect(parseParams('directory.read', { after: 3 })).toEqual({ after: 3 })
    expect(parseNoticeParams('presence', { online: 1 })).toEqual({ online: 1 })
  })

  test('are refused in any other order', () => {
    expect(() => parseResult('entries.push', { complete: true, held: [] })).toThrow('BAD_JSON')
  })

  test.each([[{}], [{ after: -1 }], [{ after: 1.5 }], [{ after: '1' }], [{ after: 1, more: 2 }]])(
    'are refused in any other shape: %j',
    (params) => {
      expect(() => parseParams('directory.read', params)).toThrow('BAD_MESSAGE')
    },
  )

  test('exist only for names of the tables', () => {
    expect(isMethod('login')).toBe(true)
    expect(isNotice('typing')).toBe(true)
    for (const name of ['', 'constructor', '__proto__', 'toString', 'typing'])
      expect(isMethod(name)).toBe(false)
    for (const name of ['', 'constructor', '__proto__', 'login']) expect(isNotice(name)).toBe(false)
  })
})
