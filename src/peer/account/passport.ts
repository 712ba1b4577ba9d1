/** What proves this user's password to the tracker. While the answer to a change is not known, either may be the right one. */
export interface Passport {
  token(): Buffer
  next(): Buffer | undefined
  /** The tracker is asked to take `token` from now on. */
  offer(token: Buffer): void
  /** Which of both the tracker goes by. */
  settle(which: 'token' | 'next'): void
}

export function createPassport(first: Buffer): Passport {
  let token = first
  let next: Buffer | undefined
  return {
    token: () => token,
    next: () => next,
    offer(offered) {
      next = offered
    },
    settle(which) {
      if (which === 'next') token = next ?? token
      next = undefined
    },
  }
}
