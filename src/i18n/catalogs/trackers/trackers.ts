/** What the choice of a tracker says. */
export interface TrackersTexts {
  readonly title: string
  readonly keys: string
  readonly looking: string
  /** Nothing has announced itself: what to do, a sentence each. */
  readonly nothingFound: readonly string[]
  readonly address: string
  readonly known: string
  readonly announced: string
  readonly keySays: (words: string) => string
  readonly hostHere: string
  readonly hosting: (address: string) => string
  readonly addressWrong: string
  /** In the login form, while none is chosen. */
  readonly noneChosen: string
}
