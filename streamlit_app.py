"""Run me: `streamlit run streamlit_app.py`. The server loads this once as its app; each session runs it as the page."""

import streamlit as st
from starlette.middleware import Middleware

from dashboard.app import main

if st.runtime.exists():
    main()
else:
    from dashboard.app.arrivals import Arrivals
    from dashboard.app.door import Door
    from dashboard.app.headers import Headers
    from dashboard.app.kept import Kept
    from dashboard.app.startup import lifespan, refuse_to_stand_open
    from dashboard.app.way_back import WayBack

    refuse_to_stand_open()
    app = st.App(__file__, lifespan=lifespan,
                 middleware=[Middleware(each) for each in (Headers, Door, Arrivals, WayBack, Kept)])  # fmt: skip
