import react from '@vitejs/plugin-react';
import tailwind from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { budget, compressed, withoutDescriptions, worker } from './build/plugins.ts';

export default defineConfig({
  root: import.meta.dirname,
  base: '/app/',
  cacheDir: '../node_modules/.cache/vite',
  plugins: [react(), tailwind(), withoutDescriptions(), budget(), worker(), compressed()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2_000,
    reportCompressedSize: false,
  },
  server: { proxy: { '^/(?!app/)': { target: process.env['LAMITT'] ?? 'http://127.0.0.1:8080', ws: true } } },
});
