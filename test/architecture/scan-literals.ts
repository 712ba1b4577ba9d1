import { parseSync } from 'oxc-parser'

/** A piece of text in the source that a person could come to read. */
export interface Literal {
  readonly text: string
  readonly line: number
}

/**
 * Texts of a source that look as if they were written for people: with a blank between letters, or beginning with a capital; and,
 * wherever it is handed to what writes, anything with letters. Names of types, keys, imports, what is compared and what errors
 * of the program are made of are none.
 */
export function scanLiterals(path: string, source: string): Literal[] {
  const { program } = parseSync(path, source)
  const found: Literal[] = []

  function visit(node: unknown, isSpoken: boolean): void {
    if (Array.isArray(node)) for (const one of node) visit(one, isSpoken)
    if (!isNode(node) || SILENT.has(node.type)) return
    const text = textOf(node)
    if (text !== undefined && (isForPeople(text) || (isSpoken && /\p{L}/u.test(text)))) {
      found.push({ text, line: source.slice(0, node.start).split('\n').length })
    }
    for (const [key, child] of Object.entries(node)) {
      if (isSilentPart(node, key)) continue
      if (key === 'arguments' && Array.isArray(child)) {
        const name = nameOf(node['callee'])
        for (const [place, one] of child.entries()) {
          visit(one, SPEAKERS.has(name) || (place === 0 && FIRST_SPEAKERS.has(name)))
        }
      } else visit(child, isSpoken && !node.type.endsWith('FunctionExpression'))
    }
  }

  visit(program, false)
  return found
}

interface Node {
  readonly type: string
  readonly start: number
  readonly [key: string]: unknown
}

/** Functions that say what they are given. */
const SPEAKERS: ReadonlySet<string> = new Set([
  ...['say', 'ask', 'askSecret', 'prompt', 'news', 'write'],
])

/** Functions that say the first thing that they are given. */
const FIRST_SPEAKERS: ReadonlySet<string> = new Set(['span', 'wrapText', 'fitEnd', 'padEnd'])

/** Where text is part of the program and not of what it says. */
const SILENT: ReadonlySet<string> = new Set([
  ...['ImportDeclaration', 'TSTypeAliasDeclaration', 'TSInterfaceDeclaration', 'TSTypeAnnotation'],
])

function isSilentPart(node: Node, key: string): boolean {
  if (key === 'typeAnnotation' || key === 'typeArguments' || key === 'typeParameters') return true
  if (node.type === 'SwitchCase') return key === 'test'
  if (node.type === 'BinaryExpression') return isComparison(node)
  if (node.type === 'Property') return key === 'key'
  if (node.type === 'MemberExpression') return key === 'property'
  return node.type === 'NewExpression' && key === 'arguments' && isError(node)
}

function isComparison(node: Node): boolean {
  return /^(?:[=!]==?|in)$/.test(String(node['operator']))
}

function isError(node: Node): boolean {
  return nameOf(node['callee']).endsWith('Error')
}

function nameOf(callee: unknown): string {
  if (!isNode(callee)) return ''
  if (callee.type === 'Identifier') return String(callee['name'])
  return callee.type === 'MemberExpression' ? nameOf(callee['property']) : ''
}

function textOf(node: Node): string | undefined {
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : undefined
  if (node.type === 'JSXText') return String(node['value'])
  if (node.type !== 'TemplateElement') return undefined
  return (node['value'] as { readonly cooked: string }).cooked
}

function isForPeople(text: string): boolean {
  return /\p{L}[\p{P}\d]*\s+[\p{P}\d]*\p{L}/u.test(text) || /^\s*\p{Lu}\p{Ll}/u.test(text)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value
}
