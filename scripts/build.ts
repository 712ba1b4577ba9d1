import { chmod, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build, type BuildOptions, type Plugin } from 'esbuild'

/**
 * Bundles the program into dist/. The command that people type is a guard that any Node can parse; the program itself is a
 * set of modules split so that each command loads only what it needs. Types are checked elsewhere (`npm run typecheck`).
 */
const root = new URL('../', import.meta.url)
const common: BuildOptions = {
  absWorkingDir: fileURLToPath(root),
  bundle: true,
  platform: 'node',
  format: 'esm',
  logLevel: 'warning',
  charset: 'utf8',
  legalComments: 'none',
}

await rm(new URL('dist/', root), { recursive: true, force: true })
try {
  await Promise.all([buildGuard(), buildProgram()])
} catch {
  // esbuild has said what is wrong, in a form that people can read.
  process.exitCode = 1
}

async function buildGuard(): Promise<void> {
  const outfile = 'dist/bin/chatp2p.js'
  await build({
    ...common,
    entryPoints: ['bin/chatp2p.ts'],
    outfile,
    target: 'es2015',
    supported: { 'dynamic-import': true },
    plugins: [leaveProgramOutside()],
  })
  await chmod(new URL(outfile, root), 0o755)
}

async function buildProgram(): Promise<void> {
  await build({
    ...common,
    entryPoints: { main: 'src/cli/main.ts' },
    outdir: 'dist/app',
    chunkNames: '[name]-[hash]',
    splitting: true,
    target: 'node22',
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: 'linked',
    sourcesContent: false,
    define: {
      'process.env.NODE_ENV': '"production"',
      'process.env.DEV': '"false"',
      // The layout library asks `fetch` to decode what it carries itself, and Node then loads a whole HTTP client.
      fetch: 'undefined',
    },
    // Dependencies written as CommonJS ask for Node's own modules by `require`.
    banner: {
      js: "import{createRequire as _createRequire}from'node:module';const require=_createRequire(import.meta.url);",
    },
    plugins: [stub('react-devtools-core')],
  })
}

/** The guard loads the program at run time, from where `buildProgram` puts it. */
function leaveProgramOutside(): Plugin {
  return {
    name: 'leave-program-outside',
    setup(context) {
      context.onResolve({ filter: /src\/cli\/main\.ts$/ }, () => ({
        path: '../app/main.js',
        external: true,
      }))
    },
  }
}

/** Puts an empty module in place of one that is only asked for while developing the library that names it. */
function stub(name: string): Plugin {
  return {
    name: `stub-${name}`,
    setup(context) {
      const filter = new RegExp(`^${name}$`)
      context.onResolve({ filter }, () => ({ path: name, namespace: 'stub' }))
      context.onLoad({ filter, namespace: 'stub' }, () => ({ contents: 'export default {}' }))
    },
  }
}
