/** Whether a user's key is really his: two people compare a code that both programs show. */
export interface Verification {
  /** The code of oneself and this user. Throws UNKNOWN_USER, DM_WITH_SELF, KEY_CHANGED while a new key waits for a decision. */
  codeOf(username: string): Promise<VerificationCode>
  /** The codes agree: the key that counts now is trusted. Throws as `codeOf`. */
  confirm(username: string): Promise<void>
  /** Takes that back. */
  withdraw(username: string): Promise<void>
}

export interface VerificationCode {
  /** Eight words to read aloud. */
  readonly words: string
  /** The same in digits, in groups of five, for whoever does not read English. */
  readonly digits: string
  /** The text of a QR code. */
  readonly qr: string
}
