import { defineConfig } from 'vite'

/** The page runs under a strict Content-Security-Policy: nothing inline, nothing from elsewhere. */
export default defineConfig({
  // JSX settings (automatic runtime of preact) are read from tsconfig.json.
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
})
