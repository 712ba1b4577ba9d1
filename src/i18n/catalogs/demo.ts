import type { Catalog } from '../translate.ts'
import { demoEn } from './demo.en.ts'
import { demoPtBr } from './demo.pt-br.ts'

/** What the demo's companions are called and say. */
export interface DemoTexts {
  readonly you: string
  readonly room: string
  /** More than the largest demo needs. */
  readonly companions: readonly string[]
  readonly preparing: string
  readonly noTmux: string
  /** To the person, on arrival. */
  readonly greetings: readonly ((you: string) => string)[]
  /** A conversation in the room: who of the companions speaks, and what. */
  readonly conversation: readonly { readonly speaker: number; readonly text: string }[]
  /** Answers by what was written; the last group is for anything else. */
  readonly answers: readonly { readonly to: RegExp; readonly texts: readonly string[] }[]
}

export const demoTexts: Catalog<DemoTexts> = { en: demoEn, 'pt-BR': demoPtBr }
