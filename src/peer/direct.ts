import type { ChatErrorCode } from '../shared/errors.ts'

/** A conversation of two without a tracker: where it takes place and how it stands. */
export interface DirectState {
  readonly role: 'listening' | 'dialling'
  /** Where the other has to dial, the most likely address first; or where this program dials. `host:port` each, never empty. */
  readonly addresses: readonly string[]
  /**
   * `waiting` for the first meeting; `together`; `apart`: the link broke, or the other's program ended without a word; `left`: the
   * other took his leave; `refused`: this program is not wanted there and has stopped dialling. All but the last may become
   * `together`.
   */
  readonly status: 'waiting' | 'together' | 'apart' | 'left' | 'refused'
  /** Why dialling failed last; null while there is no trouble. */
  readonly problem: ChatErrorCode | null
  /** null before the first meeting; then the same person for as long as this program runs. */
  readonly partner: DirectPartner | null
}

export interface DirectPartner {
  /** What he is called here. */
  readonly username: string
  /** Eight words; both programs show the same ones when nobody stands between. */
  readonly words: string
  /** `new`: never met before; `known`: by his key; `changed`: somebody else's key was known under this name. */
  readonly how: 'new' | 'known' | 'changed'
  /** When he was met last before this time, ms. */
  readonly lastMet: number | null
}
