import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { keepQueries, queries, restoreQueries } from './kernel/queries.ts';
import './kernel/theme.ts';
import './tokens.css';
import { Toasts } from './kernel/ui/toasts.tsx';
import { Routes } from './routes.tsx';
import { installWorker } from './worker-client.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

await restoreQueries();
keepQueries();
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Toasts>
        <Routes />
      </Toasts>
    </QueryClientProvider>
  </StrictMode>,
);
installWorker();
