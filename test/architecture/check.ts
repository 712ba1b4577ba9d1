import { posix } from 'node:path'
import { isBuiltin } from 'node:module'
import * as rules from './rules.ts'
import { COMPUTED, scanImports, type Import } from './scan-imports.ts'

/** Source texts by path from the repository's root, with forward slashes. */
export type Sources = ReadonlyMap<string, string>

export interface Finding {
  readonly violations: readonly string[]
  /** How many imports were judged: a checker that sees none finds nothing wrong. */
  readonly importCount: number
}

/** Holds the whole program against the rules. */
export function checkArchitecture(sources: Sources): Finding {
  const violations: string[] = []
  const runtimeImports = new Map<string, string[]>()
  let importCount = 0
  for (const [path, source] of sources) {
    const targets: string[] = []
    for (const one of scanImports(source)) {
      importCount++
      violations.push(...judgeImport(sources, path, one))
      const target = resolve(path, one.specifier)
      if (target !== undefined && !one.typeOnly) targets.push(target)
    }
    runtimeImports.set(path, targets)
    violations.push(...judgeText(path, source))
  }
  violations.push(...findCycles(runtimeImports), ...judgeFolders(sources))
  return { violations, importCount }
}

function judgeImport(sources: Sources, path: string, { specifier, typeOnly }: Import): string[] {
  if (specifier === COMPUTED) return [`${path}: imports something computed`]
  const layer = layerOf(path)
  const target = resolve(path, specifier)
  if (target === undefined) return judgePackage(path, layer, specifier, typeOnly)
  if (!sources.has(target)) return [`${path}: imports ${specifier}, which does not exist`]
  const targetLayer = layerOf(target)
  if (targetLayer !== layer && !rules.LAYERS[layer]?.includes(targetLayer)) {
    return [`${path}: ${layer} may not import ${targetLayer} (${specifier})`]
  }
  const isInside = targetLayer === 'peer' && !rules.PUBLIC_PEER.includes(target)
  if (isInside && rules.FACES.includes(layer)) {
    return [`${path}: a face may only know the peer's public interface (${specifier})`]
  }
  return []
}

function judgePackage(path: string, layer: string, specifier: string, typeOnly: boolean): string[] {
  const name = packageOf(specifier)
  const owners = rules.OWNERS[name]
  if (owners === undefined) {
    return name.startsWith('node:') ? [] : [`${path}: ${name} has no owner in the rules`]
  }
  if (owners.includes(layer) || (typeOnly && rules.FREE_AS_TYPE.includes(name))) return []
  return [`${path}: ${name} belongs to ${owners.join(', ') || 'nobody'}`]
}

function judgeText(path: string, source: string): string[] {
  const layer = layerOf(path)
  const found = rules.PROCESS_OWNERS.filter(
    ({ use, layers }) => use.test(source) && !layers.includes(layer),
  ).map(({ use }) => `${path}: ${use.source} does not belong here`)
  const lines = source.split('\n').length - 1
  if (lines > rules.LINES_PER_FILE_MAX) found.push(`${path}: ${lines} lines`)
  return found
}

function judgeFolders(sources: Sources): string[] {
  const found: string[] = []
  const counts = new Map<string, number>()
  for (const path of sources.keys()) {
    const folder = posix.dirname(path)
    counts.set(folder, (counts.get(folder) ?? 0) + 1)
    const layer = layerOf(path)
    if (!(layer in rules.LAYERS)) found.push(`${path}: ${layer} is not a layer`)
    if (!/^[a-z0-9]+(?:[-.][a-z0-9]+)*\.tsx?$/.test(posix.basename(path))) {
      found.push(`${path}: not kebab-case`)
    }
    if (posix.basename(path).startsWith('index.')) found.push(`${path}: a barrel`)
    const banned = folder.split('/').find((part) => rules.BANNED_FOLDERS.includes(part))
    if (banned !== undefined) found.push(`${path}: a folder named ${banned} is about nothing`)
  }
  for (const [folder, count] of counts) {
    if (count > rules.FILES_PER_FOLDER_MAX) found.push(`${folder}: ${count} files`)
  }
  return found
}

/** Depth first; each cycle is told once, by the import that closes it. */
function findCycles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = []
  const state = new Map<string, 'open' | 'done'>()
  function visit(path: string, trail: readonly string[]): void {
    if (state.get(path) === 'done') return
    if (state.get(path) === 'open') {
      found.push(`cycle: ${[...trail.slice(trail.indexOf(path)), path].join(' → ')}`)
      return
    }
    state.set(path, 'open')
    for (const target of imports.get(path) ?? []) visit(target, [...trail, path])
    state.set(path, 'done')
  }
  for (const path of imports.keys()) visit(path, [])
  return found
}

function layerOf(path: string): string {
  const [top = '', second = ''] = path.split('/')
  return top === 'src' ? second : top
}

function resolve(path: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  return posix.join(posix.dirname(path), specifier)
}

/** `node:fs/promises`, `fs` → `node:fs`; `@a/b/c` → `@a/b`. */
function packageOf(specifier: string): string {
  const parts = specifier.replace(/^node:/, '').split('/')
  const name = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
  return isBuiltin(name) ? `node:${name}` : name
}
