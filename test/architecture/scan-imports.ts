/** One import as it stands in a file, whatever its form. */
export interface Import {
  readonly specifier: string
  /** Vanishes when compiled. */
  readonly typeOnly: boolean
}

/** Stands for `import(…)` or `require(…)` of something that is not a plain string: no test could tell what it loads. */
export const COMPUTED = '<computed>'

/**
 * Every import of a TypeScript source: static, type-only, side effect, dynamic, `require`, `import('…')` types, re-exports.
 * It reads text, not syntax, so it sees rather too much than too little: a sentence that looks like an import counts as one.
 */
export function scanImports(source: string): Import[] {
  const code = withoutComments(source)
  const found: Import[] = []
  for (const match of code.matchAll(STATEMENT)) {
    found.push({ specifier: match[5] ?? '', typeOnly: match[2] !== undefined })
  }
  for (const match of code.matchAll(CALL)) {
    found.push({ specifier: match[3] ?? COMPUTED, typeOnly: false })
  }
  const known = new Set(found.map((one) => one.specifier))
  for (const match of code.matchAll(ANY_FROM)) {
    const specifier = match[2] ?? ''
    if (!known.has(specifier)) found.push({ specifier, typeOnly: false })
  }
  return found
}

const SPECIFIER = String.raw`([@\w.~#][\w@./:~#-]*)`
const STATEMENT = new RegExp(
  String.raw`\b(import|export)\s*(type\s+(?!from\b))?([\w$*{},\s]*?\bfrom\s*)?(['"])${SPECIFIER}\4`,
  'g',
)
const CALL = new RegExp(
  String.raw`\b(import|require(?:\.resolve)?|getBuiltinModule)\s*\(\s*(?:(['"])${SPECIFIER}\2)?`,
  'g',
)
const ANY_FROM = new RegExp(String.raw`\bfrom\s*(['"])${SPECIFIER}\1`, 'g')

/** Leaves out lines that are nothing but comment; an import hidden behind code on the same line stays. */
function withoutComments(source: string): string {
  return source
    .split('\n')
    .filter((line) => !/^\s*(?:\/\/|\/\*(?:(?!\*\/).)*(?:\*\/\s*)?$|\*)/.test(line))
    .join('\n')
}
