/** How the link to somebody goes. */
export interface LinksTexts {
  /** Beside a name. */
  readonly ways: Readonly<Record<'direct' | 'relay', string>>
}
