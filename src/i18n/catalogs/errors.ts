import type { ChatErrorCode } from '../../shared/errors.ts'
import type { Catalog } from '../translate.ts'
import { errorsEn } from './errors.en.ts'
import { errorsPtBr } from './errors.pt-br.ts'

/** A sentence for every code; `subject` is a name, an address or a path, or empty when nothing is known. */
export interface ErrorTexts {
  readonly codes: Readonly<Record<ChatErrorCode, (subject: string) => string>>
  readonly tryAgainIn: (count: number, unit: WaitUnit) => string
}

export type WaitUnit = 'second' | 'minute' | 'hour'

export const errorTexts: Catalog<ErrorTexts> = { en: errorsEn, 'pt-BR': errorsPtBr }
