import type { Catalog } from '../../translate.ts'
import { portableEn } from './portable.en.ts'
import { portablePtBr } from './portable.pt-br.ts'

/** What export, import, backup and restore say. */
export interface PortableTexts {
  readonly passwordOf: (username: string) => string
  readonly whichUser: (names: string) => string
  readonly written: (chat: string, path: string) => string
  readonly nothingToExport: string
  readonly backedUpPeer: (username: string, file: string) => string
  readonly backedUpTracker: (file: string) => string
  readonly restoredPeer: (username: string) => string
  readonly restoredTracker: string
  readonly imported: (name: string, count: number, path: string) => string
  readonly nothingToImport: string
}

export const portableTexts: Catalog<PortableTexts> = { en: portableEn, 'pt-BR': portablePtBr }
