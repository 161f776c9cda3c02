"""Run me: `streamlit run streamlit_app.py`. The server loads this once as its app; each session runs it as the page."""

import streamlit as st
from starlette.middleware import Middleware

from dashboard.app import main
from dashboard.app.headers import Headers
from dashboard.app.startup import lifespan

if st.runtime.exists():
    main()
else:
    app = st.App(__file__, lifespan=lifespan, middleware=[Middleware(Headers)])
