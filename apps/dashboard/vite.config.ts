import { defaultClientConditions, defineConfig } from 'vite'

/** The page runs under a strict Content-Security-Policy: nothing inline, nothing from elsewhere. */
export default defineConfig({
  // The client from its sources: nothing is to be built before.
  resolve: { conditions: ['@org/source', ...defaultClientConditions] },
  // JSX settings (automatic runtime of preact) are read from tsconfig.json.
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
})
