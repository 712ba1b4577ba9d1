import { describe, expect, it } from 'vitest'
import { commandTexts } from '../../../src/i18n/catalogs/commands.ts'
import { describeCode, describeError } from '../../../src/i18n/describe-error.ts'
import { LANGUAGES, languageOf } from '../../../src/i18n/translate.ts'
import { CHAT_ERROR_CODES, ChatError } from '../../../src/shared/errors.ts'

describe.each(LANGUAGES)('sentences in %s', (language) => {
  it.each(CHAT_ERROR_CODES)('%s is a whole sentence with and without a subject', (code) => {
    for (const subject of ['', 'bob']) {
      const sentence = describeCode(language, code, subject)
      expect(sentence).toMatch(/^[\p{Lu}].*[.]$/u)
      expect(sentence).not.toMatch(/ {2}|undefined| [,:]| \.$|“”/)
    }
  })

  it('names every command', () => {
    for (const label of Object.values(commandTexts[language].labels)) expect(label).not.toBe('')
  })
})

describe('errors', () => {
  it('say how long to wait when the refusal is temporary', () => {
    const error = new ChatError('TOO_MANY_ATTEMPTS', { retryAfterMs: 4_200 })
    expect(describeError('en', error)).toBe(
      'Too many attempts in a row; the next one has to wait. Try again in 5 seconds.',
    )
  })

  it.each([
    [400, 'en', 'Try again in 1 second.'],
    [40_000, 'en', 'Try again in 40 seconds.'],
    [119_001, 'en', 'Try again in 120 seconds.'],
    [120_000, 'en', 'Try again in 2 minutes.'],
    [121_000, 'pt-BR', 'Tente de novo em 3 minutos.'],
    [3_600_000, 'en', 'Try again in 60 minutes.'],
    [7_200_001, 'en', 'Try again in 3 hours.'],
    [7_200_000, 'pt-BR', 'Tente de novo em 2 horas.'],
  ] as const)('says how long to wait as people do: %i ms in %s', (retryAfterMs, language, wait) => {
    const error = new ChatError('TOO_MANY_ATTEMPTS', { retryAfterMs })
    expect(describeError(language, error)).toContain(wait)
  })

  it('have no words for a bug', () => {
    expect(describeError('en', new Error('oops'))).toBeUndefined()
  })
})

describe('the language', () => {
  it('follows the locale', () => {
    expect(['pt_BR.UTF-8', 'pt', 'PT-PT'].map(languageOf)).toEqual(['pt-BR', 'pt-BR', 'pt-BR'])
    expect(['en_GB.UTF-8', 'C', '', 'ptx'].map(languageOf)).toEqual(['en', 'en', 'en', 'en'])
  })
})
