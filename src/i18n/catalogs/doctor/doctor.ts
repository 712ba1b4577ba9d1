import type { Catalog } from '../../translate.ts'
import { doctorEn, type findingsEn } from './doctor.en.ts'
import { doctorPtBr } from './doctor.pt-br.ts'

/** What the doctor says of each thing that it looks at. */
export interface DoctorTexts {
  readonly findings: Readonly<Record<keyof typeof findingsEn, FindingTexts>>
  readonly healthy: string
  readonly troubled: (count: number) => string
  /** Said while it waits for a doctor on another machine. */
  readonly waiting: (address: string) => string
}

export interface FindingTexts {
  readonly what: (values: Values) => string
  /** What to do about it. */
  readonly advice?: (values: Values) => string
}

type Values = Readonly<Record<string, string | number>>

export const doctorTexts: Catalog<DoctorTexts> = { en: doctorEn, 'pt-BR': doctorPtBr }
