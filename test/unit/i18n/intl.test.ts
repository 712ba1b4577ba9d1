import { describe, expect, it } from 'vitest'
import { chooseLanguage } from '../../../src/commands/choose-language.ts'
import { clockFormat } from '../../../src/i18n/clock-format.ts'
import { formatCountdown, formatRate, formatSize } from '../../../src/i18n/format-size.ts'
import { pluralOf } from '../../../src/i18n/plural.ts'

describe('plurals', () => {
  it('follow the rules of the language', () => {
    const english = (count: number): string =>
      pluralOf('en')(count, { one: '# word', other: '# words' })
    const portuguese = (count: number): string =>
      pluralOf('pt-BR')(count, { one: '# palavra', other: '# palavras' })
    expect([0, 1, 2].map(english)).toEqual(['0 words', '1 word', '2 words'])
    expect([0, 1, 2].map(portuguese)).toEqual(['0 palavra', '1 palavra', '2 palavras'])
  })

  it('write large numbers as the language does, and need no form beyond the usual ones', () => {
    const forms = { one: '#', other: '#!' }
    expect(pluralOf('en')(1_234_567, forms)).toBe('1,234,567!')
    expect(pluralOf('pt-BR')(1_000_000, forms)).toBe('1.000.000!')
  })
})

describe('dates', () => {
  const at = new Date(2020, 1, 3, 4, 5).getTime()

  it('are written as the language does, with the day for what is not of today', () => {
    const english = clockFormat('en')
    expect([english.time(at), english.date(at), english.moment(at)]).toEqual([
      ...['04:05', '03/02/2020', '03/02/2020 04:05'],
    ])
    expect(english.day(at)).toMatch(/^Monday,? 3 February 2020$/)
    expect(clockFormat('pt-BR').day(at)).toBe('segunda-feira, 3 de fevereiro de 2020')
  })

  it('of today are a time', () => {
    const now = Date.now()
    const { time, date, moment } = clockFormat('pt-BR')
    expect([date(now), moment(now)]).toEqual([time(now), time(now)])
  })
})

describe('sizes', () => {
  it('have one digit behind the point while they are small, in the language', () => {
    const sizes = [0, 1, 999, 1_000, 4_123_456, 987_654_321, 7e12, 9e16]
    expect(sizes.map((size) => formatSize('en', size))).toEqual([
      ...['0 bytes', '1 byte', '999 bytes', '1 kB', '4.1 MB', '988 MB', '7 TB', '90,000 TB'],
    ])
    expect(formatSize('pt-BR', 4_123_456)).toBe('4,1 MB')
  })

  it('that round up to a thousand have the next unit', () => {
    expect([999_499, 999_600, 999_960_000].map((size) => formatSize('en', size))).toEqual([
      ...['999 kB', '1 MB', '1 GB'],
    ])
  })

  it('become rates, and seconds what a clock counts down', () => {
    expect(formatRate('en', 11_200_000)).toBe('11.2 MB/s')
    expect(formatRate('pt-BR', 1_500)).toBe('1,5 kB/s')
    expect([0, 12, 75.2, 3_723, 360_000].map(formatCountdown)).toEqual([
      ...['0:00', '0:12', '1:16', '1:02:03', '100:00:00'],
    ])
  })
})

describe('a language that was typed', () => {
  it('is taken in any case and short form, and is the other one without a word', () => {
    expect(
      ['pt', 'PT-br', 'pt_BR', 'en', 'EN_us'].map((word) => chooseLanguage(word, 'en')),
    ).toEqual(['pt-BR', 'pt-BR', 'pt-BR', 'en', 'en'])
    expect(chooseLanguage('', 'en')).toBe('pt-BR')
    expect(chooseLanguage('', 'pt-BR')).toBe('en')
    expect(chooseLanguage('klingon', 'en')).toBeUndefined()
  })
})
