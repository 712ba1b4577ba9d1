import type { LinksTexts } from './catalogs/links/links.ts'

interface Linked {
  readonly online: boolean
  readonly via: 'direct' | 'relay' | null
}

/** How the link to a user goes, in words; nothing when there is none. */
export function wayTo(user: Linked | undefined, { ways }: LinksTexts): readonly string[] {
  return user?.online === true && user.via !== null ? [ways[user.via]] : []
}
