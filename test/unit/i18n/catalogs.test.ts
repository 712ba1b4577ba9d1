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
      'Too many attempts. Wait a little before the next one. Try again in 5 seconds.',
    )
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
