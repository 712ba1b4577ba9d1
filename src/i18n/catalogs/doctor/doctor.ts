import type { Catalog } from '../../translate.ts'
import { doctorEn } from './doctor.en.ts'
import { doctorPtBr } from './doctor.pt-br.ts'

/** What the doctor says of each thing that it looks at. */
export interface DoctorTexts {
  readonly findings: Readonly<Record<DoctorTextId, FindingTexts>>
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

export type DoctorTextId =
  | 'program'
  | 'terminal-fine'
  | 'terminal-none'
  | 'terminal-dumb'
  | 'terminal-small'
  | 'terminal-not-utf8'
  | 'folder-writable'
  | 'folder-nearly-full'
  | 'folder-refused'
  | 'interfaces'
  | 'interfaces-none'
  | 'multicast-heard'
  | 'multicast-silent'
  | 'trackers-found'
  | 'trackers-none'
  | 'tracker-not-named'
  | 'name-resolved'
  | 'name-unknown'
  | 'port-free'
  | 'port-used'
  | 'tracker-answers'
  | 'tracker-is-another'
  | 'tracker-silent'
  | 'tracker-strange'
  | 'clock-right'
  | 'clock-off'
  | 'inbound-open'
  | 'inbound-closed'
  | 'peer-open'
  | 'peer-one-way'
  | 'peer-silent'

export const doctorTexts: Catalog<DoctorTexts> = { en: doctorEn, 'pt-BR': doctorPtBr }
