/** The form that changes the account's password. */
export interface PasswdTexts {
  readonly title: string
  readonly current: string
  readonly next: string
  readonly keys: string
  readonly missing: string
  readonly note: string
  readonly done: string
}
