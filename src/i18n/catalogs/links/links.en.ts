import type { LinksTexts } from './links.ts'

export const linksEn: LinksTexts = {
  ways: { direct: 'direct', relay: 'through the tracker' },
}
