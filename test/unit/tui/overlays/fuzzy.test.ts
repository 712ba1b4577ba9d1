import { describe, expect, it } from 'vitest'
import { fuzzyScore } from '../../../../src/tui/overlays/fuzzy.ts'

function best(query: string, names: readonly string[]): readonly string[] {
  return names
    .filter((name) => fuzzyScore(query, name) > 0)
    .sort((a, b) => fuzzyScore(query, b) - fuzzyScore(query, a))
}

describe('go-to', () => {
  it('finds letters in their order only', () => {
    expect(best('gnl', ['#general', '#lab', '#long'])).toEqual(['#general'])
  })

  it('prefers beginnings, then starts of words, then neighbours, then short names', () => {
    expect(best('la', ['#general-lab', '#lab', '@carla', 'Log out and away'])[0]).toBe('#lab')
    expect(best('lab', ['#collab', '#my-lab'])).toEqual(['#my-lab', '#collab'])
    expect(best('bob', ['@bobby', '@bob'])).toEqual(['@bob', '@bobby'])
  })

  it('does not care about case', () => {
    expect(fuzzyScore('CAFÉ', '#café')).toBeGreaterThan(0)
  })
})
