import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` sends the API; the built client is served by the node itself. */
const node = process.env.FENGSUI_NODE ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    // The lowest browsers of docs/browsers.md.
    target: ['chrome109', 'firefox115', 'safari16.4'],
    chunkSizeWarningLimit: 1600,
  },
  server: { proxy: { '/api': { target: node, ws: true, secure: false } } },
  preview: { proxy: { '/api': { target: node, ws: true, secure: false } } },
  test: { environment: 'node', include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'tests/**/*.test.ts'] },
});
