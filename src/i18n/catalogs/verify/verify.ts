import type { Catalog } from '../../translate.ts'
import { verifyEn } from './verify.en.ts'
import { verifyPtBr } from './verify.pt-br.ts'

/** What is said while two people compare their keys. */
export interface VerifyTexts {
  readonly title: (name: string) => string
  readonly explanation: (name: string) => string
  readonly words: string
  readonly digits: string
  readonly isVerified: (name: string) => string
  readonly confirmKeys: string
  readonly withdrawKeys: string
  readonly confirmed: (name: string) => string
  readonly withdrawn: (name: string) => string
}

export const verifyTexts: Catalog<VerifyTexts> = { en: verifyEn, 'pt-BR': verifyPtBr }
