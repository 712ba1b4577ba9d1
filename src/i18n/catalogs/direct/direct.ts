/** What is said where two people talk without a tracker. */
export interface DirectTexts {
  /** In the status line. */
  readonly name: string
  readonly status: Readonly<Record<'waiting' | 'together' | 'apart' | 'left' | 'refused', string>>
  /** Before the first meeting, with what the other has to type. */
  readonly listening: string
  readonly command: (address: string) => string
  readonly dialling: (address: string) => string
  readonly goodToKnow: string
  readonly met: {
    readonly new: (name: string) => string
    readonly today: (name: string, time: string) => string
    readonly known: (name: string, day: string) => string
    readonly changed: (name: string) => string
  }
  /** Before the words. */
  readonly compare: string
  /** In the composer before the first meeting. */
  readonly noChat: string
  readonly left: (name: string) => string
  readonly apart: Readonly<Record<'listening' | 'dialling', (name: string) => string>>
}
