import type { LinksTexts } from './links.ts'

export const linksPtBr: LinksTexts = {
  ways: { direct: 'direta', relay: 'pelo tracker' },
}
